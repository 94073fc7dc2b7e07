using LlmWorkbook.Data;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>What lesson 4 learns from: whole documents of the world, whose floor is known, or a text of one's own, cut into windows of characters.</summary>
public sealed class AutoregressiveText
{
    private readonly AutoregressiveConfig config;
    private readonly TextCorpus? own;
    private readonly int[][] train = [];
    private readonly int[][] heldOut = [];
    private readonly double[] heldOutNats = [];

    /// <summary>Writes the world's documents, or reads the text file.</summary>
    /// <exception cref="WorkbookException">The file is no readable text, or too short.</exception>
    internal AutoregressiveText(AutoregressiveConfig config)
    {
        this.config = config;
        if (config.TextFile is not null)
        {
            own = TextCorpus.FromFile(config.TextFile, config.BlockSize);
            return;
        }
        train = [.. World.Pretraining.Documents(Split.Train, config.Seed, config.Documents).Select(WorldTokenizer.Encode)];
        var documents = World.Pretraining.Documents(Split.Validation, config.Seed, config.HeldOutDocuments).ToList();
        heldOut = [.. documents.Select(WorldTokenizer.Encode)];
        heldOutNats = [.. documents.Select(d => d.Nats)];
    }

    /// <summary>Whether the text is the world's.</summary>
    public bool IsWorld => own is null;

    /// <summary>Number of different tokens, V.</summary>
    public int VocabularySize => own?.Tokenizer.VocabularySize ?? WorldTokenizer.Size;

    /// <summary>Tokens to learn from, and tokens held out.</summary>
    public (long Train, long HeldOut) Tokens => own is null
        ? (train.Sum(d => d.Length + 1L), heldOut.Sum(d => d.Length + 1L))
        : (own.Train.Length, own.Validation.Length);

    /// <summary>The least loss that any model can have on the held-out documents, nats per token; null where nobody knows it.</summary>
    public double? Floor => IsWorld ? heldOutNats.Sum() / Tokens.HeldOut : null;

    /// <summary>Token ids that a model starts from for <paramref name="prompt"/>: in the world what ends a document comes before each.</summary>
    /// <exception cref="WorkbookException">The prompt has a character that the text of one's own has not.</exception>
    public int[] Prompt(string prompt) => own is null ? [WorldTokenizer.Special.End, .. WorldTokenizer.Encode(prompt)] : own.Tokenizer.Encode(prompt);

    /// <summary>The text of token ids.</summary>
    public string Decode(IEnumerable<int> tokens) => own is null ? WorldTokenizer.Decode(tokens) : own.Tokenizer.Decode(tokens);

    /// <summary>The beginning of what is learned from.</summary>
    public string Sample => own is null ? string.Join('\n', train.Take(4).Select(Decode)) : own.Tokenizer.Decode(own.Train[..Math.Min(400, own.Train.Length)]);

    /// <summary>A beginning to write on from.</summary>
    public string Start => IsWorld ? "今天" : own!.Tokenizer.Decode(own.Validation[..8]);

    /// <summary>Batch number n, for a trainer.</summary>
    public Func<long, Batch> Batches(Device device)
    {
        if (own is not null)
        {
            var windows = new CausalWindows(own.Train, config.BatchSize, config.BlockSize, config.Seed, device);
            return n => windows[n];
        }
        var documents = new DocumentBatches(train, WorldTokenizer.Special, config.BatchSize, config.BlockSize, config.Seed, device);
        return n => documents[n];
    }

    /// <summary>Mean held-out loss, nats per token.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">At most so many documents or windows; all of them if null.</param>
    public double HeldOutLoss(Decoder model, int? sequences = null)
    {
        if (own is not null)
            return HeldOut.Loss(model, own.Validation, config.BlockSize, model.Device, sequences);
        int count = Math.Min(sequences ?? heldOut.Length, heldOut.Length);
        return HeldOut.Documents(model, InOrder(model, count)).Sum() / heldOut.Take(count).Sum(d => d.Length + 1L);
    }

    /// <summary>How far the model is above the floor on the held-out documents.</summary>
    /// <exception cref="WorkbookException">The text is one's own, of which nobody knows the floor.</exception>
    public PairedExcess Excess(Decoder model) => IsWorld
        ? PairedExcess.Of(HeldOut.Documents(model, InOrder(model, heldOut.Length)), heldOutNats, [.. heldOut.Select(d => d.Length + 1)])
        : throw new WorkbookException("Nobody knows the floor of a text of one's own; run the lesson without --text to see the excess.");

    /// <summary>Held-out loss of counting: unigram, bigram, trigram; nats per token.</summary>
    public IReadOnlyList<(string Name, double Loss)> Ladder()
    {
        var (learned, told) = own is null ? (train.Select(WithEnd).ToArray(), heldOut.Select(WithEnd).ToArray()) : ([own.Train], [own.Validation]);
        return [.. new[] { "unigram", "bigram", "trigram" }.Select((name, i) => (name, new NGramModel(learned, i + 1, VocabularySize).Loss(told)))];
    }

    private IEnumerable<Batch> InOrder(Decoder model, int count) =>
        new DocumentBatches(heldOut[..count], WorldTokenizer.Special, 32, config.BlockSize, 0, model.Device).InOrder();

    private static int[] WithEnd(int[] document) => [.. document, WorldTokenizer.Special.End];
}
