using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Prompts and their answers as one batch. Each row is read whole, filled up on the right; position t asks for token t + 1 where that is
/// the answer's, and for nothing where it is the prompt's or where the row has ended.
/// </summary>
public static class AnswerRows
{
    /// <summary>One row per pair.</summary>
    /// <param name="rows">Token ids of B prompts and of their answers, what ends the answer included.</param>
    /// <param name="pad">What stands behind a short row; nothing looks at it.</param>
    /// <param name="device">Where the batch is made.</param>
    /// <returns>Inputs and targets int64 (B, T), targets <see cref="Batch.Ignored"/> outside the answers.</returns>
    /// <exception cref="WorkbookException">A prompt or an answer is empty.</exception>
    public static Batch Of(IReadOnlyList<(int[] Prompt, int[] Answer)> rows, int pad, Device device)
    {
        foreach (var (n, (prompt, answer)) in rows.Index())
            if (prompt.Length == 0 || answer.Length == 0)
                throw new WorkbookException($"Row {n} has {prompt.Length} tokens of prompt and {answer.Length} of answer; both must have at least one.");
        int[][] whole = [.. rows.Select(r => (int[])[.. r.Prompt, .. r.Answer])];
        int[][] asked = [.. rows.Select(r => (int[])[.. Enumerable.Repeat((int)Batch.Ignored, r.Prompt.Length - 1), .. r.Answer, (int)Batch.Ignored])];
        return new(Rows.Padded(whole, pad, device), Rows.Padded(asked, Batch.Ignored, device))
        {
            IsPad = Rows.IsPad(whole, device),
            Tokens = whole.Sum(r => (long)r.Length),
        };
    }
}
