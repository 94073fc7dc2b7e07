using LlmWorkbook.Kernel.Evaluation;
using Microsoft.CodeAnalysis;

namespace LlmWorkbook.Kernel.Tests.Evaluation;

/// <summary>A draft is what an editor asks about while a cell is written.</summary>
[Collection("cells in this process")]
public class DraftTests
{
    [Fact]
    public async Task A_draft_sees_the_session_and_leaves_it_as_it_was()
    {
        var evaluator = new Evaluator(Path.GetTempPath());
        await evaluator.EvaluateAsync("var answer = 42;", "cell 1", default);
        var draft = evaluator.Draft("var other = answer; other.");
        Assert.Contains(draft.Compilation.GetSemanticModel(draft.Tree).LookupSymbols(10), s => s is IFieldSymbol { Name: "answer", Type.SpecialType: SpecialType.System_Int32 });
        Assert.NotNull((await evaluator.EvaluateAsync("other", "cell 2", default)).Error);
        Assert.Equal(42, (await evaluator.EvaluateAsync("answer", "cell 3", default)).Value);
    }

    [Fact]
    public async Task Drafts_are_made_while_a_cell_runs()
    {
        var evaluator = new Evaluator(Path.GetTempPath());
        await evaluator.EvaluateAsync("var n = 1;", "cell 1", default);
        using var stop = new CancellationTokenSource();
        var running = evaluator.EvaluateAsync("var m = 2L; while (true) { }", "cell 2", stop.Token);
        var draft = evaluator.Draft("n");
        Assert.Empty(draft.Errors);
        stop.Cancel();
        await running;
    }
}
