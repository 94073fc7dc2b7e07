namespace Microsoft.DotNet.Interactive;

/// <summary>The cell that is running.</summary>
public sealed class KernelInvocationContext
{
    internal KernelInvocationContext(CancellationToken token) => CancellationToken = token;

    /// <summary>The running cell's context, or null between cells.</summary>
    public static KernelInvocationContext? Current { get; internal set; }

    /// <summary>Cancelled when the user presses Stop.</summary>
    public CancellationToken CancellationToken { get; }
}
