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

    /// <summary>Several answers to one prompt share a row: see <see cref="Packing"/>. What a model makes of each answer is the same. Rows are as wide as makes
    /// the least work: in wide ones a prompt is read for more answers, in narrow ones fewer places are filled up.</summary>
    /// <param name="prompts">Token ids of prompts, each with one answer or more; N answers in all.</param>
    /// <param name="pad">What stands behind a short row; nothing looks at it.</param>
    /// <param name="device">Where the batch is made.</param>
    /// <returns>Inputs and targets int64 (B, T), targets <see cref="Batch.Ignored"/> outside the answers.</returns>
    /// <exception cref="WorkbookException">A prompt or an answer is empty, or a prompt has none.</exception>
    public static Batch Packed(IReadOnlyList<(int[] Prompt, int[][] Answers)> prompts, int pad, Device device)
    {
        foreach (var (n, (prompt, answers)) in prompts.Index())
            if (prompt.Length == 0 || answers.Length == 0 || answers.Any(a => a.Length == 0))
                throw new WorkbookException($"Prompt {n} has {prompt.Length} tokens and {answers.Length} answers; it must have at least one of each, and no answer may be empty.");
        int narrowest = prompts.Max(p => p.Prompt.Length + p.Answers.Max(a => a.Length));
        var rows = Enumerable.Range(narrowest, 2 * narrowest).Select(width => Shared(prompts, width)).MinBy(Cost)!;
        int width = Width(rows);
        long[] inputs = new long[rows.Count * width], targets = new long[inputs.Length], positions = new long[inputs.Length], owners = new long[inputs.Length];
        var isVisible = new bool[inputs.Length * width];
        long[] ends = new long[rows.Sum(r => r.Answers.Count)];
        Array.Fill(inputs, pad);
        Array.Fill(targets, Batch.Ignored);
        foreach (var (row, (prompt, answers)) in rows.Index())
        {
            int start = row * width, shared = prompt.Length - 1;
            for (int t = 0; t < width; t++)
                isVisible[(start + t) * width + t] = true;               // filled-up places see themselves: a row that sees nothing is not a number
            for (int t = 0; t < shared; t++)
            {
                (inputs[start + t], positions[start + t]) = (prompt[t], t);
                isVisible.AsSpan((start + t) * width, t + 1).Fill(true);
            }
            int first = shared;
            foreach (var (number, answer) in answers)
            {
                for (int t = 0; t <= answer.Length; t++)
                {
                    int place = start + first + t;
                    (inputs[place], positions[place], owners[place]) = (t == 0 ? prompt[^1] : answer[t - 1], shared + t, number);
                    targets[place] = t < answer.Length ? answer[t] : Batch.Ignored;
                    isVisible.AsSpan(place * width, shared).Fill(true);
                    isVisible.AsSpan(place * width + first, t + 1).Fill(true);
                }
                first += answer.Length + 1;
                ends[number] = start + first - 1;
            }
        }
        Tensor Of(long[] values) => tensor(values, [rows.Count, width], dtype: int64, device: device);
        return new(Of(inputs), Of(targets))
        {
            Packing = new(Of(positions), tensor(isVisible, [rows.Count, 1, width, width], device: device), Of(owners), tensor(ends, device: device)),
            Tokens = rows.Sum(r => (long)Length(r)),
        };
    }

    /// <summary>Answers in rows of at most so many tokens: the long ones first, each into the first row of its prompt that has room.</summary>
    private static List<(int[] Prompt, List<(int Number, int[] Tokens)> Answers)> Shared(IReadOnlyList<(int[] Prompt, int[][] Answers)> prompts, int width)
    {
        var rows = new List<(int[] Prompt, List<(int Number, int[] Tokens)> Answers)>();
        int number = 0;
        foreach (var (prompt, answers) in prompts)
        {
            int first = rows.Count;
            foreach (var answer in answers.Select(a => (Number: number++, Tokens: a)).OrderByDescending(a => a.Tokens.Length))
            {
                int row = rows.FindIndex(first, r => Length(r) + answer.Tokens.Length + 1 <= width);
                if (row < 0)
                {
                    row = rows.Count;
                    rows.Add((prompt, []));
                }
                rows[row].Answers.Add(answer);
            }
        }
        return rows;
    }

    /// <summary>Work of a batch: all its places, each of which also looks at the others of its row; 400 of these are taken to cost as much as all else that a place needs.</summary>
    private static double Cost(List<(int[] Prompt, List<(int Number, int[] Tokens)> Answers)> rows) => rows.Count * Width(rows) * (1 + Width(rows) / 400.0);

    private static int Width(List<(int[] Prompt, List<(int Number, int[] Tokens)> Answers)> rows) => rows.Max(Length);

    private static int Length((int[] Prompt, List<(int Number, int[] Tokens)> Answers) row) => row.Prompt.Length - 1 + row.Answers.Sum(a => a.Tokens.Length + 1);
}
