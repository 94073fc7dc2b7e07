using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Models;

/// <summary>
/// All answers that are allowed to one prompt, as a prefix tree. At each place a model's scores are restricted to the tokens with which an
/// allowed answer goes on, so it becomes a distribution over exactly these answers, and what is else estimated from samples is a sum:
/// log-probabilities, KL, and the policy pi*(y) ~ pi_ref(y) exp(r(y) / beta) that best trades reward against KL.
/// A model is asked at branching places only, each once.
/// </summary>
public sealed class AnswerTree
{
    /// <summary>More answers than this are refused.</summary>
    public const int MaxAnswers = 5_000;

    private readonly List<int[]> rows = [];                               // what the model reads: the prompt and the beginning of an answer
    private readonly List<(int Row, int Position)> places = [];           // of each branching: where its scores stand
    private readonly List<int[]> choices = [];                            // of each branching: the tokens to choose from
    private readonly int[][] branchings;                                  // of each answer's each token: number of the branching, -1 where it has no choice

    /// <summary>The tree of some answers.</summary>
    /// <param name="prompt">Token ids of the prompt, at least one.</param>
    /// <param name="answers">Token ids of the answers, what ends them included; none may be the beginning of another.</param>
    /// <exception cref="WorkbookException">There is no prompt, no answer, too many of them, or one is the beginning of another.</exception>
    public AnswerTree(IReadOnlyList<int> prompt, IReadOnlyList<int[]> answers)
    {
        if (prompt.Count == 0 || answers.Count is 0 or > MaxAnswers)
            throw new WorkbookException($"A prompt of {prompt.Count} tokens and {answers.Count} answers make no answer tree; give at least one token and 1 to {MaxAnswers} answers.");
        (Prompt, Answers) = ([.. prompt], [.. answers]);
        branchings = [.. answers.Select(a => Enumerable.Repeat(-1, a.Length).ToArray())];
        Grow([.. Enumerable.Range(0, answers.Count)], 0);
    }

    /// <summary>Token ids of the prompt.</summary>
    public IReadOnlyList<int> Prompt { get; }

    /// <summary>Token ids of the N answers; tensors over answers are in this order.</summary>
    public IReadOnlyList<int[]> Answers { get; }

    /// <summary>log p of every answer under a model whose scores are restricted to the tree; gradients flow unless they are off.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rowsAtOnce">Rows of the tree per forward pass.</param>
    /// <returns>float (N), in nats; the exponentials add up to 1.</returns>
    /// <exception cref="WorkbookException">Prompt and answer are longer than the model's context.</exception>
    public Tensor LogProbabilities(Decoder model, int rowsAtOnce = 256)
    {
        using var scope = NewDisposeScope();
        var type = model.parameters().First().dtype;
        if (choices.Count == 0)
            return zeros(Answers.Count, type, model.Device).MoveToOuterDisposeScope();
        var hidden = new List<Tensor>();                                                    // in the order of the rows
        for (int first = 0; first < rows.Count; first += rowsAtOnce)
        {
            using var inner = NewDisposeScope();
            var some = rows.GetRange(first, Math.Min(rowsAtOnce, rows.Count - first));
            var states = model.Hidden(Data.Rows.Padded(some, 0, model.Device));             // (R, T, C)
            var here = Enumerable.Range(0, places.Count).Where(m => places[m].Row >= first && places[m].Row < first + some.Count);
            long[] flat = [.. here.Select(m => (places[m].Row - first) * states.shape[1] + places[m].Position)];
            hidden.Add(states.flatten(0, 1).index_select(0, tensor(flat, device: model.Device)).MoveToOuterDisposeScope());
        }
        int[] order = [.. Enumerable.Range(0, places.Count).GroupBy(m => places[m].Row / rowsAtOnce).OrderBy(g => g.Key).SelectMany(g => g)];
        int widest = choices.Max(c => c.Length);
        var tokens = Data.Rows.Padded([.. order.Select(m => choices[m])], 0, model.Device);                         // (M, K)
        var isNone = Data.Rows.IsPad([.. order.Select(m => choices[m])], model.Device) ?? zeros_like(tokens, @bool);
        var logP = model.Scores(cat(hidden, 0)).gather(1, tokens).masked_fill(isNone, double.NegativeInfinity).log_softmax(1); // (M, K)

        var placeOf = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            placeOf[order[i]] = i;
        List<long> answer = [], chosen = [];
        foreach (var (n, path) in branchings.Index())
            foreach (var (t, m) in path.Index())
                if (m >= 0)
                {
                    answer.Add(n);
                    chosen.Add((long)placeOf[m] * widest + Array.IndexOf(choices[m], Answers[n][t]));
                }
        var terms = logP.flatten().index_select(0, tensor(chosen.ToArray(), device: model.Device));
        return zeros(Answers.Count, type, model.Device).index_add(0, tensor(answer.ToArray(), device: model.Device), terms, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens between which token <paramref name="t"/> of answer <paramref name="n"/> is chosen; itself alone where it has no choice.</summary>
    public IReadOnlyList<int> Choices(int n, int t) => branchings[n][t] is var m and >= 0 ? choices[m] : [Answers[n][t]];

    /// <summary>Draws answers.</summary>
    /// <param name="logProbabilities">Their log-probabilities, float (N).</param>
    /// <param name="count">How many to draw, with replacement.</param>
    /// <param name="generator">Where the random numbers come from.</param>
    /// <returns>Numbers of the answers.</returns>
    public static int[] Sample(Tensor logProbabilities, int count, Generator generator)
    {
        using var scope = NewDisposeScope();
        return [.. multinomial(logProbabilities.detach().exp(), count, replacement: true, generator: generator).data<long>().ToArray().Select(n => (int)n)];
    }

    /// <summary>KL(p || q) = sum p (log p - log q), in nats, of two distributions over the answers given as log-probabilities, float (N).</summary>
    /// <returns>A scalar.</returns>
    public static Tensor Kl(Tensor p, Tensor q)
    {
        using var scope = NewDisposeScope();
        return (p.exp() * (p - q)).sum().MoveToOuterDisposeScope();
    }

    /// <summary>The optimum of E r - beta KL(pi || pi_ref): log pi* = log pi_ref + r / beta, normalised.</summary>
    /// <param name="reference">log pi_ref, float (N).</param>
    /// <param name="rewards">r, float (N).</param>
    /// <param name="beta">Price of one nat of KL in units of reward.</param>
    /// <returns>log pi*, float (N).</returns>
    public static Tensor Optimum(Tensor reference, Tensor rewards, double beta)
    {
        using var scope = NewDisposeScope();
        return (reference + rewards / beta).log_softmax(0).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the branchings below the beginning, <paramref name="depth"/> tokens long, that some answers share.</summary>
    /// <returns>Number of a row that holds this beginning and a branching, or -1.</returns>
    private int Grow(int[] shared, int depth)
    {
        if (shared.Length == 1)
            return -1;
        if (shared.FirstOrDefault(n => Answers[n].Length == depth, -1) is var ended and >= 0)
            throw new WorkbookException($"Answer {ended} is the beginning of another, or the same; close every answer with the end token and name it once.");
        var groups = shared.GroupBy(n => Answers[n][depth]).ToList();
        int row = -1;
        if (groups.Count > 1)
        {
            foreach (int n in shared)
                branchings[n][depth] = choices.Count;
            choices.Add([.. groups.Select(g => g.Key)]);
            places.Add(default);
        }
        int here = choices.Count - 1;
        foreach (var group in groups)
            row = Math.Max(row, Grow([.. group], depth + 1));
        if (groups.Count > 1)
        {
            if (row < 0)
            {
                row = rows.Count;
                rows.Add([.. Prompt, .. Answers[shared[0]][..depth]]);
            }
            places[here] = (row, Prompt.Count + depth - 1);
        }
        return row;
    }
}
