using System.Reflection;

namespace LlmWorkbook.Cli;

/// <summary>The library's entry points. The commands are built before it is, so it is loaded when it is needed.</summary>
internal sealed class Library(Workspace workspace)
{
    /// <summary>Calls a public static method.</summary>
    /// <param name="type">Its type, without the name of the library.</param>
    /// <param name="method">Its name.</param>
    /// <param name="exitCode">What the program ends with when the library says that something is wrong.</param>
    /// <param name="arguments">Its arguments.</param>
    public int Call(string type, string method, int exitCode, params object?[] arguments)
    {
        var library = Assembly.LoadFrom(Path.Combine(workspace.Library, "LlmWorkbook.dll"));
        try
        {
            library.GetType($"LlmWorkbook.{type}", throwOnError: true)!.GetMethod(method)!.Invoke(null, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner && inner.GetType().Name == "WorkbookException")
        {
            throw new CliException(inner.Message, exitCode);
        }
        return 0;
    }
}
