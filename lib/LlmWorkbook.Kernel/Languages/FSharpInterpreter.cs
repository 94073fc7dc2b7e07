using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.Interactive;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.FSharp.Core;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>
/// F# Interactive inside this process. Its compiler is loaded when the first F# cell runs: only this class knows its types.
/// Stop ends waits of F# code; a loop of it goes on, as its compiler offers no way to put checks in.
/// </summary>
internal sealed class FSharpInterpreter
{
    private readonly Shell.FsiEvaluationSession _session;

    public FSharpInterpreter()
    {
        // What F# Interactive itself says is told by diagnostics and values too; what cells print goes to the console.
        _session = Shell.FsiEvaluationSession.Create(
            Shell.FsiEvaluationSession.GetDefaultConfiguration(), ["fsi", "--noninteractive", "--nologo", "--gui-", "--quiet"], TextReader.Null, TextWriter.Null, TextWriter.Null, null, null);
        var kernel = typeof(FSharpInterpreter).Assembly.Location.Replace("\\", "/", StringComparison.Ordinal);
        _session.EvalInteractionNonThrowing($"#r \"{kernel}\"\nopen System\nopen type Microsoft.DotNet.Interactive.Kernel", "start", null);
    }

    /// <summary>The values that F# cells bound, by name.</summary>
    public IReadOnlyDictionary<string, CellVariable> Variables =>
        _session.GetBoundValues().Where(v => v.Name != "it").ToDictionary(v => v.Name, v => new CellVariable(v.Name, v.Value.ReflectionType, v.Value.ReflectionValue));

    /// <summary>Binds a name to a value.</summary>
    public void Set(string name, object value) => _session.AddBoundValue(name, value);

    /// <summary>Runs F#.</summary>
    /// <param name="code">The text; its lines are counted as they stand.</param>
    /// <param name="name">What to call the cell in errors.</param>
    /// <param name="stop">Ends compiling.</param>
    public CellOutcome Evaluate(string code, string name, CancellationToken stop)
    {
        var (result, diagnostics) = _session.EvalInteractionNonThrowing(code, name, FSharpOption<CancellationToken>.Some(stop)).ToValueTuple();
        var errors = diagnostics.Where(d => d.Severity.IsError).ToList();
        if (errors.Count > 0)
            return new CellOutcome(false, null, CompileError(errors));
        return result switch
        {
            FSharpChoice<FSharpOption<Shell.FsiValue>, Exception>.Choice1Of2 { Item.Value: var value } when value.ReflectionType != typeof(Unit) => new CellOutcome(true, value.ReflectionValue, null),
            FSharpChoice<FSharpOption<Shell.FsiValue>, Exception>.Choice2Of2 { Item: var thrown } =>
                new CellOutcome(false, null, stop.IsCancellationRequested ? RuntimeErrors.Stopped(name) : RuntimeErrors.Describe(thrown, name)),
            _ => new CellOutcome(false, null, null),
        };
    }

    private static CellError CompileError(List<FSharpDiagnostic> errors)
    {
        var lines = errors.Select(e => $"({e.StartLine},{e.StartColumn + 1}) {e.ErrorNumberText}: {e.Message.ReplaceLineEndings(" ")}").ToList();
        return new CellError("CompilationError", lines[0], errors[0].StartLine, lines);
    }
}
