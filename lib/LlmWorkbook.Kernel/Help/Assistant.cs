using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Hosting;

namespace LlmWorkbook.Kernel.Help;

/// <summary>What an editor asks about a text that is being written: completion, documentation, whether it is whole. May be asked while a cell runs.</summary>
internal sealed class Assistant(Evaluator evaluator)
{
    private readonly Evaluator _evaluator = evaluator;

    public Task<Event.Completed> CompleteAsync(Request.Complete question) =>
        Task.FromResult(new Event.Completed(question.Id, [], question.Cursor, question.Cursor));

    public Task<Event.Inspected> InspectAsync(Request.Inspect question) => Task.FromResult(new Event.Inspected(question.Id, null));

    public Event.Completeness IsComplete(Request.IsComplete question) => new(question.Id, "complete", "");
}
