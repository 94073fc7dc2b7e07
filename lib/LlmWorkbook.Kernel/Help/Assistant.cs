using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Hosting;

namespace LlmWorkbook.Kernel.Help;

/// <summary>What an editor asks about a text that is being written: completion, documentation, whether it is whole. May be asked while a cell runs.</summary>
/// <param name="evaluator">The session that the text would continue.</param>
/// <param name="folder">The folder that <c>#r</c> and <c>#load</c> start from.</param>
internal sealed class Assistant(Evaluator evaluator, string folder)
{
    /// <summary>How many proposals are given at most.</summary>
    public const int MaxMatches = 500;

    private readonly DirectiveCompletion _directives = new(folder);

    public async Task<Event.Completed> CompleteAsync(Request.Complete question)
    {
        var text = CellText.Of(question.Code, question.Cursor);
        var (matches, start) = ((Completion[])[], text.Cursor);
        if ((text.CursorIsInCSharp || text.Line.TrimStart().StartsWith("#!", StringComparison.Ordinal)) && _directives.At(text.Line) is { } directives)
            (matches, start) = (directives.Matches, text.Cursor - directives.Length);
        else if (text.CursorIsInCSharp)
            (matches, start) = await CSharpCompletion.At(evaluator.Draft(text.CSharp), text.Cursor);
        return new Event.Completed(question.Id, matches, start, text.Cursor);
    }

    public Task<Event.Inspected> InspectAsync(Request.Inspect question)
    {
        var text = CellText.Of(question.Code, question.Cursor);
        return Task.FromResult(new Event.Inspected(
            question.Id, text.CursorIsInCSharp ? Inspection.At(evaluator.Draft(text.CSharp), text.Cursor, question.Detail) : null));
    }

    public Event.Completeness IsComplete(Request.IsComplete question)
    {
        var (status, indent) = Wholeness.Of(CellText.Of(question.Code, 0).CSharp);
        return new Event.Completeness(question.Id, status, indent);
    }
}
