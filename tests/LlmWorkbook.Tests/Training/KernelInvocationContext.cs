namespace Microsoft.DotNet.Interactive;

/// <summary>Stands where a notebook kernel has its own: the library finds it by its name.</summary>
public sealed class KernelInvocationContext(CancellationToken token)
{
    public static KernelInvocationContext? Current { get; set; }

    public CancellationToken CancellationToken { get; } = token;
}
