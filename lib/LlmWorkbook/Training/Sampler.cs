using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Training;

/// <summary>Writes text with a decoder, one token at a time.</summary>
/// <param name="model">The model that is asked; put into evaluation mode.</param>
public sealed class Sampler(Decoder model)
{
    /// <summary>
    /// Streams new tokens behind <paramref name="prompt"/>. A context that has grown to the model's block size goes on with
    /// its later half, with and without the cache alike, so both give the same tokens.
    /// </summary>
    /// <param name="prompt">Token ids to go on from, at least one; of a long one the model reads the last T.</param>
    /// <param name="count">New tokens.</param>
    /// <param name="config">How they are drawn.</param>
    /// <param name="cancellation">Ends the stream between two tokens.</param>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    /// <exception cref="WorkbookException">The prompt is empty.</exception>
    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, int count, SamplingConfig? config = null, CancellationToken cancellation = default)
    {
        if (prompt.Count == 0)
            throw new WorkbookException("The prompt is empty; give the model at least one token to go on from.");
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Stream(prompt, count, config ?? new(), cancellation);
    }

    /// <summary>Probabilities of every token to come after <paramref name="prompt"/>, at temperature 1.</summary>
    /// <returns>V numbers that add up to 1.</returns>
    /// <exception cref="WorkbookException">The prompt is empty or longer than the model's context.</exception>
    public double[] NextTokenProbabilities(IReadOnlyList<int> prompt)
    {
        if (prompt.Count == 0)
            throw new WorkbookException("The prompt is empty; give the model at least one token to go on from.");
        model.eval();
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return [.. LastLogits(prompt, null).to_type(float64).softmax(-1).data<double>()];
    }

    private IEnumerable<int> Stream(IReadOnlyList<int> prompt, int count, SamplingConfig config, CancellationToken cancellation)
    {
        int block = model.Config.BlockSize;
        var context = prompt.Skip(prompt.Count - block).ToList();
        using var generator = new Generator((ulong)config.Seed, model.Device);
        using var cache = config.UseCache ? new KeyValueCache(model.Config, 1, model.Device) : null;
        List<int> unread = [.. context];
        for (int i = 0; i < count && !cancellation.IsCancellationRequested; i++)
        {
            StopButton.Check();
            if (context.Count > block)
            {
                context.RemoveRange(0, context.Count - block / 2 - 1);
                cache?.Clear();
                unread = [.. context];
            }
            int next = Draw(cache is null ? context : unread, config, generator, cache);
            context.Add(next);
            unread = [next];
            yield return next;
        }
    }

    private int Draw(IReadOnlyList<int> tokens, SamplingConfig config, Generator generator, KeyValueCache? cache)
    {
        model.eval();
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var logits = LastLogits(tokens, cache); // (V)
        if (config.Temperature == 0)
            return logits.argmax().ToInt32();
        logits = logits / config.Temperature;
        if (config.TopK is { } k && k < logits.shape[0])
            logits = logits.masked_fill(logits < logits.topk(k).values[-1], double.NegativeInfinity);
        if (config.TopP is { } p)
            logits = KeepNucleus(logits, p);
        return multinomial(logits.softmax(-1), 1, generator: generator).ToInt32();
    }

    /// <summary>Rules out every token before which, in order of likelihood, the probabilities already add up to p.</summary>
    private static Tensor KeepNucleus(Tensor logits, double p)
    {
        var (sorted, order) = logits.sort(descending: true);
        var probabilities = sorted.softmax(-1);
        var isOut = probabilities.cumsum(-1) - probabilities >= p;
        return logits.scatter(-1, order, sorted.masked_fill(isOut, double.NegativeInfinity));
    }

    private Tensor LastLogits(IReadOnlyList<int> tokens, KeyValueCache? cache)
    {
        var ids = tensor(tokens.Select(t => (long)t).ToArray(), [1, tokens.Count], device: model.Device);
        return model.Forward(ids, cache)[0, -1]; // (1, N, V) -> (V)
    }
}
