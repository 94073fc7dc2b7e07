using LlmWorkbook.Kernel.Evaluation;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>One notebook's session: runs cells of any language one after the other; each sees what those before it left.</summary>
/// <param name="baseFolder">The folder that <c>#r</c>, <c>#load</c> and <c>#!import</c> start from.</param>
internal sealed class Session(string baseFolder)
{
    /// <summary>The C# of the session.</summary>
    public Evaluator CSharp { get; } = new(baseFolder);

    /// <summary>Runs one cell to its end; what it displays on the way goes to the display sink.</summary>
    /// <param name="code">The cell's text, magics included.</param>
    /// <param name="name">What to call the cell in errors, for example <c>cell 3</c>.</param>
    /// <param name="language">The language of what stands before the first magic, or null for C#.</param>
    /// <param name="stop">Stops the cell.</param>
    public Task<CellOutcome> ExecuteAsync(string code, string name, string? language, CancellationToken stop) =>
        CSharp.EvaluateAsync(code, name, stop);
}
