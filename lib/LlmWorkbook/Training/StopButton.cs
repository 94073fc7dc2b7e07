using System.Reflection;

namespace LlmWorkbook.Training;

/// <summary>
/// The Stop button of the notebook that runs this library. Long calls ask it between two steps, so that
/// <c>trainer.Run(config).ToList()</c> in a cell ends soon after Stop is pressed, and everything that was learned is kept.
/// </summary>
/// <remarks>
/// The library knows no notebook kernel: it looks for <c>Microsoft.DotNet.Interactive.KernelInvocationContext</c> among the loaded
/// assemblies. Outside of a notebook there is none, and nothing stops.
/// </remarks>
public static class StopButton
{
    private const string ContextType = "Microsoft.DotNet.Interactive.KernelInvocationContext";
    private static int assembliesSeen;
    private static Func<CancellationToken>[] buttons = [];

    /// <summary>Whether Stop was pressed in the cell that runs.</summary>
    public static bool IsPressed => Array.Exists(buttons.Length > 0 ? buttons : Find(), button => button().IsCancellationRequested);

    /// <summary>Ends the cell if Stop was pressed; a few nanoseconds if not.</summary>
    /// <exception cref="OperationCanceledException">Stop was pressed.</exception>
    public static void Check()
    {
        if (IsPressed)
            throw new OperationCanceledException("Stop was pressed.");
    }

    /// <summary>Looks again only after more assemblies were loaded.</summary>
    private static Func<CancellationToken>[] Find()
    {
        var assemblies = AppDomain.CurrentDomain.GetAssemblies();
        if (assemblies.Length == assembliesSeen)
            return buttons;
        assembliesSeen = assemblies.Length;
        return buttons = [.. assemblies.Select(a => a.GetType(ContextType)).OfType<Type>().Select(Button).OfType<Func<CancellationToken>>()];
    }

    /// <summary>Reads <c>Current?.CancellationToken</c> of one such type; null if it has other members.</summary>
    private static Func<CancellationToken>? Button(Type context)
    {
        const BindingFlags anyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var current = context.GetProperty("Current", BindingFlags.Static | BindingFlags.Public)?.GetMethod;
        var token = context.GetProperty("CancellationToken", BindingFlags.Instance | BindingFlags.Public)?.GetMethod;
        if (context.IsValueType || current?.ReturnType != context || token?.ReturnType != typeof(CancellationToken))
            return null;
        return (Func<CancellationToken>)typeof(StopButton).GetMethod(nameof(Reader), anyStatic)!.MakeGenericMethod(context).Invoke(null, [current, token])!;
    }

    private static Func<CancellationToken> Reader<T>(MethodInfo current, MethodInfo token) where T : class
    {
        var getCurrent = current.CreateDelegate<Func<T?>>();
        var getToken = token.CreateDelegate<Func<T, CancellationToken>>();
        return () => getCurrent() is { } context ? getToken(context) : default;
    }
}
