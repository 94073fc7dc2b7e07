using LlmWorkbook.Data;
using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>Lets an encoder-decoder write what was dropped, always the likeliest token, and puts it back.</summary>
/// <param name="model">The model that is asked; put into evaluation mode.</param>
public sealed class Restorer(EncoderDecoder model)
{
    /// <summary>What the model writes for a text with sentinels.</summary>
    /// <param name="input">Token ids.</param>
    /// <param name="most">At most so many tokens.</param>
    /// <returns>Sentinels and spans, without the end token.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public int[] Target(int[] input, int most = 32)
    {
        model.eval();
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        int end = WorldTokenizer.Special.End;
        Tensor Row(IEnumerable<int> ids) => tensor(ids.Select(t => (long)t).ToArray(), device: model.Device).unsqueeze(0); // (1, T)
        var memory = model.Encode(Row(input));
        List<int> written = [end];
        while (written.Count <= Math.Min(most, model.Config.BlockSize - 1))
        {
            StopButton.Check();
            using var inner = NewDisposeScope();
            int next = model.Scores(model.Decode(Row(written), memory)[0, -1]).argmax().ToInt32();
            if (next == end)
                break;
            written.Add(next);
        }
        return [.. written.Skip(1)];
    }
}
