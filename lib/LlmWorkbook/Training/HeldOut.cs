using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Training;

/// <summary>Loss on held-out text.</summary>
public static class HeldOut
{
    /// <summary>
    /// Mean next-token loss over the text cut into neighbouring windows of T inputs: each token but the first is a target
    /// once, except that a remainder shorter than a window is left out.
    /// </summary>
    /// <param name="model">Maps int64 (B, T) to logits (B, T, V); put into evaluation mode and back.</param>
    /// <param name="tokens">The held-out text, at least T + 1 tokens.</param>
    /// <param name="blockSize">Window length, T.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="maxWindows">At most so many windows, evenly spread over the text; all of them if null.</param>
    /// <param name="batchSize">Windows per forward pass.</param>
    /// <returns>Nats per token.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    /// <exception cref="WorkbookException">The text holds no window of T + 1 tokens.</exception>
    public static double Loss(Module<Tensor, Tensor> model, int[] tokens, int blockSize, Device device, int? maxWindows = null, int batchSize = 64)
    {
        int windows = (tokens.Length - 1) / blockSize;
        if (windows < 1)
            throw new WorkbookException($"The held-out text has {tokens.Length} tokens, too few for a context of {blockSize}; take a longer text or a smaller BlockSize.");
        int count = Math.Min(windows, maxWindows ?? windows);
        bool wasTraining = model.training;
        model.eval();
        try
        {
            using var _ = no_grad();
            double sum = 0;
            for (int first = 0; first < count; first += batchSize)
            {
                StopButton.Check();
                int rows = Math.Min(batchSize, count - first);
                using var scope = NewDisposeScope();
                var inputs = new long[rows * blockSize];
                var targets = new long[rows * blockSize];
                for (int row = 0, i = 0; row < rows; row++)
                {
                    int start = (int)((long)(first + row) * windows / count) * blockSize;
                    for (int t = 0; t < blockSize; t++, i++)
                        (inputs[i], targets[i]) = (tokens[start + t], tokens[start + t + 1]);
                }
                var logits = model.call(tensor(inputs, [rows, blockSize], device: device)); // (B, T, V)
                sum += rows * NextTokenLoss.Mean(logits, tensor(targets, [rows, blockSize], device: device)).ToDouble();
            }
            return sum / count;
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    /// <summary>-log p of whole documents, one by one.</summary>
    /// <param name="model">The model; put into evaluation mode and back.</param>
    /// <param name="batches">The documents in order, targets ignored where nothing is asked for.</param>
    /// <returns>Nats per document, what ends it included.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public static IReadOnlyList<double> Documents(Decoder model, IEnumerable<Batch> batches)
    {
        var all = batches.ToList();
        bool wasTraining = model.training;
        model.eval();
        try
        {
            int half = (all.Count + 1) / 2;
            var (first, other) = SideBySide.Run(() => Nats(all[..half]), () => Nats(all[half..]));
            return [.. first, .. other];
        }
        finally
        {
            model.train(wasTraining);
            all.ForEach(batch => batch.Dispose());
        }

        List<double> Nats(List<Batch> some)
        {
            using var _ = no_grad();
            var nats = new List<double>();
            foreach (var batch in some)
            {
                StopButton.Check();
                using var scope = NewDisposeScope();
                var (states, answers) = MaskedLoss.Asked(model.Hidden(batch), batch.Targets);                                       // (N, C), (N)
                double[] each = [.. functional.cross_entropy(model.Scores(states), answers, reduction: Reduction.None).to_type(float64).data<double>()];
                int from = 0;
                foreach (long asked in (batch.Targets != Batch.Ignored).sum(1).data<long>())
                    nats.Add(each.AsSpan(from..(from += (int)asked)).ToArray().Sum());
            }
            return nats;
        }
    }
}
