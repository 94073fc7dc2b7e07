using System.Diagnostics;
using System.Reflection;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Exceptions in the words of a notebook: the cell's own lines, without the compiler's machinery.</summary>
internal static class RuntimeErrors
{
    private const int MaxFrames = 12;

    /// <summary>What a cell that was stopped says.</summary>
    public static CellError Stopped(string name)
    {
        var message = $"{name} was stopped; its variables keep what they have, and running it again goes on from there.";
        return new CellError("Interrupted", message, null, [message]);
    }

    /// <summary>Whether an exception is how Stop ends something, perhaps wrapped in others.</summary>
    public static bool IsStop(Exception e) => e switch
    {
        OperationCanceledException or ThreadInterruptedException => true,
        AggregateException all => all.InnerExceptions.All(IsStop),
        _ => e.InnerException is { } inner && IsStop(inner),
    };

    /// <param name="exception">What a cell threw.</param>
    /// <param name="name">The cell's name.</param>
    /// <param name="cells">The names of the cells that it may have come through.</param>
    public static CellError Describe(Exception exception, string name, IReadOnlySet<string>? cells = null)
    {
        var e = exception;
        while (e is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException && e.InnerException is not null)
            e = e.InnerException!;
        // Its stack is as deep as stacks go.
        if (e is InsufficientExecutionStackException)
            return new CellError(e.GetType().Name, e.Message, null, [e.Message]);

        int? line = null;
        var trace = new List<string>();
        foreach (var frame in new StackTrace(e, fNeedFileInfo: true).GetFrames())
        {
            var cell = Path.GetFileName(frame.GetFileName()) is { } file && (file == name || cells?.Contains(file) == true) ? file : null;
            if (cell is not null)
            {
                line ??= cell == name ? frame.GetFileLineNumber() : null;
                trace.Add($"   at {cell}, line {frame.GetFileLineNumber()}");
            }
            else if (frame.GetMethod() is { DeclaringType: { } type } method && type.Assembly != typeof(RuntimeErrors).Assembly && !IsMachinery(type))
                trace.Add($"   at {type.FullName}.{method.Name}{Place(frame)}");
        }
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
            trace.Add($"   because of {inner.GetType().Name}: {inner.Message}");
        return new CellError(e.GetType().Name, e.Message, line, [$"{e.GetType().FullName}: {e.Message}", .. trace.Distinct().Take(MaxFrames)]);
    }

    private static bool IsMachinery(Type type) =>
        type.Namespace is "System.Threading" or "System.Threading.Tasks" or "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices"
        || type.FullName!.StartsWith("Submission#", StringComparison.Ordinal);

    private static string Place(StackFrame frame) =>
        frame.GetFileName() is { } file ? $" in {Path.GetFileName(file)}, line {frame.GetFileLineNumber()}" : "";
}
