using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>Answers that a policy has sampled, and what it gave to each of their tokens: what policy gradients learn from. It owns its tensors.</summary>
public sealed class Rollouts : IDisposable
{
    private static readonly Lazy<HashSet<int>> special = new(() => [.. WorldTokenizer.SpecialTokens.Select(WorldTokenizer.Vocabulary.SpecialId)]);

    private static readonly IEqualityComparer<int[]> sameTokens = EqualityComparer<int[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), a => a.Aggregate(0, HashCode.Combine));

    private readonly Batch batch;
    private readonly double temperature;
    private readonly Tensor? choices;
    private readonly int[] lengths;

    private Rollouts(IReadOnlyList<(int[] Prompt, int[] Answer)> rows, int pad, Device device, double temperature, (Tensor Choices, Tensor Said)? among = null)
    {
        batch = AnswerRows.Of(rows, pad, device);
        lengths = [.. rows.Select(r => r.Prompt.Length + r.Answer.Length)];
        IsResponse = batch.Targets != Batch.Ignored;
        (Answers, this.temperature, choices, Said) = ([.. rows.Select(r => r.Answer)], temperature, among?.Choices, among?.Said ?? batch.Targets);
    }

    /// <summary>Token ids of the B answers, the end token included where the policy has ended.</summary>
    public IReadOnlyList<int[]> Answers { get; }

    /// <summary>The answers as text, up to what ends them; other special tokens, which no text may contain, are left out.</summary>
    public IReadOnlyList<string> Texts => [.. Answers.Select(a => WorldTokenizer.Decode(a.TakeWhile(t => t != ChatTemplate.End).Where(t => !special.Value.Contains(t))).Trim())];

    /// <summary>How many answers were ended by the policy and not cut off, TRL's <c>val/num_eos_tokens</c>.</summary>
    public int Ended { get; private init; }

    /// <summary>Number of each answer in its tree; empty where the answers were free.</summary>
    public IReadOnlyList<int> Numbers { get; private init; } = [];

    /// <summary>Prompts and answers, int64 (B, T).</summary>
    public Tensor Inputs => batch.Inputs;

    /// <summary>The token that was said behind each position, int64 (B, T); <see cref="Batch.Ignored"/> where none is the answer's.</summary>
    public Tensor Targets => batch.Targets;

    /// <summary>Where that token stands among the <see cref="Scores"/>, int64 (B, T); <see cref="Batch.Ignored"/> where none is the answer's.</summary>
    public Tensor Said { get; }

    /// <summary>True where that token is the answer's, bool (B, T).</summary>
    public Tensor IsResponse { get; }

    /// <summary>log pi of that token under the policy that said it, float (B, T); 0 outside the answers.</summary>
    public required Tensor LogProbabilities { get; init; }

    /// <summary>Samples one answer to each prompt, all side by side with one cache of keys and values. Rows read on together: while one still
    /// reads its prompt, shorter ones already answer, so no row needs filling up on the left. Rows that have ended leave the cache in time.</summary>
    /// <param name="model">The policy; put into evaluation mode and back.</param>
    /// <param name="prompts">Token ids of the prompts, of any lengths; name a prompt twice for two answers.</param>
    /// <param name="maxTokens">Longest answer; a longer one is cut off.</param>
    /// <param name="stop">The token that ends an answer and belongs to it.</param>
    /// <param name="temperature">Divides the scores; the log-probabilities are those at this temperature. 0 takes the likeliest token, with log-probability 0.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    /// <exception cref="WorkbookException">There is no prompt, one is empty, or prompt and answer do not fit the model's context.</exception>
    public static Rollouts Generate(Decoder model, IReadOnlyList<int[]> prompts, int maxTokens, int stop, double temperature = 1, long seed = 1337)
    {
        if (prompts.Count == 0 || prompts.Any(p => p.Length == 0))
            throw new WorkbookException("There is no prompt, or one is empty; give each answer at least one token to go on from.");
        if (prompts.Max(p => p.Length) is var longest && longest + maxTokens > model.Config.BlockSize)
            throw new WorkbookException($"A prompt of {longest} tokens and an answer of up to {maxTokens} do not fit a context of {model.Config.BlockSize}; shorten one of them or take a model with a larger BlockSize.");
        bool wasTraining = model.training;
        model.eval();
        try
        {
            int atOnce = model.Device.type == DeviceType.CUDA ? prompts.Count : Math.Min(64, (prompts.Count + 1) / 2);   // few enough for their scores to stay in the processor's cache
            // Prompts of like lengths are read together, so that few rows wait for others; those that are the same stay beside each other.
            var parts = Enumerable.Range(0, prompts.Count).OrderBy(n => prompts[n].Length).Chunk(atOnce).Select((some, n) => (Numbers: some, Seed: SplitMix64.At(seed, n).Next())).ToArray();
            var (answers, logs) = (new List<int>[prompts.Count], new List<double>[prompts.Count]);
            bool Fill(int first)
            {
                for (int n = first; n < parts.Length; n += 2)
                    foreach (var (row, (answer, log)) in parts[n].Numbers.Zip(Sampled(model, [.. parts[n].Numbers.Select(row => prompts[row])], maxTokens, stop, temperature, parts[n].Seed)))
                        (answers[row], logs[row]) = (answer, log);
                return true;
            }
            SideBySide.Run(() => Fill(0), () => Fill(1));
            var rows = prompts.Zip(answers, (p, a) => (p, a.ToArray())).ToList();
            return new Rollouts(rows, stop, model.Device, temperature)
            {
                LogProbabilities = Placed(rows, logs, model),
                Ended = answers.Count(a => a[^1] == stop),
            };
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private static IEnumerable<(List<int> Answer, List<double> Logs)> Sampled(Decoder model, int[][] prompts, int maxTokens, int stop, double temperature, ulong seed)
    {
        List<int>[] answers = [.. prompts.Select(_ => new List<int>())];
        List<double>[] logs = [.. prompts.Select(_ => new List<double>())];
        bool IsDone(int b) => answers[b].Count == maxTokens || (answers[b].Count > 0 && answers[b][^1] == stop);

        using var _ = no_grad();
        using var generator = new Generator(seed, model.Device);
        int read = prompts.Min(p => p.Length);
        int[] live = [.. Enumerable.Range(0, prompts.Length)];                                              // those that the cache holds
        int[][] starts = [.. prompts.Select(p => p[..read])];
        int[][] unread = [.. starts.Distinct(sameTokens)];                                                  // what answers share is read once
        using var cache = new KeyValueCache(model.Config, unread.Length, model.Device);
        for (; live.Length > 0; read++)
        {
            StopButton.Check();
            using var scope = NewDisposeScope();
            var hidden = model.Hidden(Rows.Padded(unread, 0, model.Device), cache).select(1, -1);           // (B, C)
            if (unread.Length < live.Length)
            {
                long[] shared = [.. starts.Select(start => (long)Array.FindIndex(unread, u => sameTokens.Equals(u, start)))];
                cache.Keep(shared);
                hidden = hidden.index_select(0, tensor(shared, device: model.Device));
            }
            long[] speaking = [.. live.Index().Where(r => read >= prompts[r.Item].Length && !IsDone(r.Item)).Select(r => (long)r.Index)];
            if (speaking.Length > 0)
            {
                var (drawn, drawnLogs) = Draw(model.Scores(hidden.index_select(0, tensor(speaking, device: model.Device))), temperature, generator);
                foreach (var (n, place) in speaking.Index())
                {
                    answers[live[place]].Add(drawn[n]);
                    logs[live[place]].Add(drawnLogs[n]);
                }
            }
            long[] open = [.. live.Index().Where(r => !IsDone(r.Item)).Select(r => (long)r.Index)];
            if (open.Length == 0 || open.Length < 0.75 * live.Length)                                       // answers that have ended make room
            {
                live = [.. open.Select(place => live[place])];
                cache.Keep(open);
            }
            unread = [.. live.Select(b => new[] { read < prompts[b].Length ? prompts[b][read] : answers[b][^1] })];
        }
        return answers.Zip(logs);
    }

    /// <summary>Samples answers from trees, whose restriction is kept for the policy's updates.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="trees">One tree for each prompt.</param>
    /// <param name="each">Answers to each prompt.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <returns>The answers, those to one prompt beside each other.</returns>
    /// <exception cref="WorkbookException">Prompt and answer do not fit the model's context.</exception>
    public static Rollouts FromTrees(Decoder model, IReadOnlyList<AnswerTree> trees, int each, long seed = 1337)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, model.Device);
        var drawn = trees.SelectMany(tree => AnswerTree.Sample(tree.LogProbabilities(model), each, generator).Select(n => (Tree: tree, Number: n))).ToList();
        var rows = drawn.Select(d => (Prompt: d.Tree.Prompt.ToArray(), Answer: d.Tree.Answers[d.Number])).ToList();
        int width = rows.Max(r => r.Prompt.Length + r.Answer.Length);
        int widest = drawn.Max(d => Enumerable.Range(0, d.Tree.Answers[d.Number].Length).Max(t => d.Tree.Choices(d.Number, t).Count));
        var (choices, said) = (new long[rows.Count * width * widest], new long[rows.Count * width]);
        Array.Fill(choices, Batch.Ignored);
        Array.Fill(said, Batch.Ignored);
        foreach (var (b, (tree, number)) in drawn.Index())
            for (int t = 0; t < rows[b].Answer.Length; t++)
            {
                int place = b * width + rows[b].Prompt.Length - 1 + t;
                foreach (var (k, token) in tree.Choices(number, t).Index())
                {
                    choices[place * widest + k] = token;
                    if (token == rows[b].Answer[t])
                        said[place] = k;
                }
            }
        var rollouts = new Rollouts(rows, 0, model.Device, 1, (tensor(choices, [rows.Count, width, widest], device: model.Device), tensor(said, [rows.Count, width], device: model.Device)))
        {
            LogProbabilities = zeros(rows.Count, width, model.parameters().First().dtype, model.Device),
            Ended = rows.Count,
            Numbers = [.. drawn.Select(d => d.Number)],
        };
        rollouts.LogProbabilities.copy_(Objectives.LogProbabilities.OfAsked(rollouts.Scores(model), rollouts.Said));
        foreach (var tensor in new[] { rollouts.Inputs, rollouts.Targets, rollouts.Said, rollouts.IsResponse, rollouts.LogProbabilities, rollouts.choices, rollouts.batch.IsPad })
            tensor?.DetachFromDisposeScope();
        return rollouts;
    }

    /// <summary>Scores where the answers' tokens were said, divided by the temperature: of every token of the vocabulary, or of the choices that the
    /// answers had there. <see cref="Objectives.LogProbabilities.OfAsked"/> makes log-probabilities of them and of <see cref="Said"/>.</summary>
    /// <param name="model">Any model of the same vocabulary.</param>
    /// <param name="rows">Which answers; all of them if null.</param>
    /// <returns>float (N, V) or (N, K), row by row the N tokens of the answers.</returns>
    public Tensor Scores(Decoder model, RolloutRows? rows = null)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Tensor all) => rows is { } some ? some.Of(all) : all;
        var scores = model.Scores(MaskedLoss.Asked(model.Hidden(Of(Inputs)), Of(Targets)).States);
        if (temperature is not 0 and not 1)
            scores = scores / temperature;
        if (choices is not null)
        {
            var open = MaskedLoss.Asked(Of(choices), Of(Targets)).States;                                   // (N, K)
            scores = scores.gather(1, open.clamp_min(0)).masked_fill(open < 0, -1e9);                       // finite, so that the entropy stays a number
        }
        return scores.MoveToOuterDisposeScope();
    }

    /// <summary>Some of the answers.</summary>
    /// <param name="numbers">Which, from 0.</param>
    public RolloutRows Pick(IReadOnlyList<long> numbers) => new(tensor(numbers.ToArray(), device: Inputs.device), numbers.Max(n => lengths[n]));

    /// <summary>Some answers in two parts that are about as much to read, the short ones and the long ones: filling up costs least so.</summary>
    /// <param name="numbers">Which, from 0; at least two.</param>
    public (long[] Short, long[] Long) Halves(IEnumerable<long> numbers) => Data.Rows.Halves(numbers.Order(), n => lengths[n]);

    /// <summary>A number for each place of all answers, computed in two parts side by side, without gradients.</summary>
    /// <param name="of">From some rows to float (R, W).</param>
    /// <returns>float (B, T); 0 where a row has ended.</returns>
    public Tensor Everywhere(Func<RolloutRows, Tensor> of)
    {
        var all = zeros_like(LogProbabilities);
        int Fill(long[] numbers)
        {
            using var _ = no_grad();
            using var scope = NewDisposeScope();
            var rows = Pick(numbers);
            all.narrow(1, 0, rows.Width).index_copy_(0, rows.Rows, of(rows));
            return numbers.Length;
        }
        var each = Enumerable.Range(0, Answers.Count).Select(n => (long)n).ToArray();
        if (each.Length < 2)
            Fill(each);
        else
        {
            var (few, many) = Halves(each);
            SideBySide.Run(() => Fill(few), () => Fill(many));
        }
        return all;
    }

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        batch.Dispose();
        IsResponse.Dispose();
        LogProbabilities.Dispose();
        choices?.Dispose();
        Said.Dispose();
    }

    private static (int[] Tokens, double[] LogProbabilities) Draw(Tensor scores, double temperature, Generator generator)
    {
        if (temperature == 0)
            return (Ints(scores.argmax(-1)), new double[scores.shape[0]]);
        var logProbabilities = (scores / temperature).log_softmax(-1);                                  // (B, V)
        var below = logProbabilities.exp().cumsum(-1);                                                  // (B, V): probability of a token up to this one
        var point = rand(below.shape[0], 1, below.dtype, below.device, generator: generator) * below.narrow(1, below.shape[1] - 1, 1);
        var drawn = (below <= point).sum(-1, keepdim: true).clamp_max(below.shape[1] - 1);              // (B, 1): multinomial() draws a number for each token instead
        return (Ints(drawn), [.. logProbabilities.gather(1, drawn).flatten().to_type(float64).data<double>()]);

        static int[] Ints(Tensor tokens) => [.. tokens.flatten().data<long>().ToArray().Select(t => (int)t)];
    }

    private static Tensor Placed(List<(int[] Prompt, int[] Answer)> rows, List<double>[] logs, Decoder model)
    {
        int width = rows.Max(r => r.Prompt.Length + r.Answer.Length);
        var values = new double[rows.Count * width];
        for (int b = 0; b < rows.Count; b++)
            logs[b].CopyTo(values, b * width + rows[b].Prompt.Length - 1);
        return tensor(values, [rows.Count, width], model.parameters().First().dtype, model.Device);
    }
}

/// <summary>Some rows of rollouts, cut to the longest of them.</summary>
/// <param name="Rows">Their numbers, int64 (R).</param>
/// <param name="Width">Tokens of the longest, W.</param>
public readonly record struct RolloutRows(Tensor Rows, int Width)
{
    /// <summary>Those rows of a tensor over all rollouts: (B, T, ...) to (R, W, ...).</summary>
    public Tensor Of(Tensor all) => all.narrow(1, 0, Width).index_select(0, Rows);
}
