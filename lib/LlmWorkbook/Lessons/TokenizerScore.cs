using LlmWorkbook.Data;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;

namespace LlmWorkbook.Lessons;

/// <summary>What a tokenizer makes of held-out documents, and what a counting model then needs for them.</summary>
/// <param name="Name">The tokenizer's.</param>
/// <param name="VocabularySize">Its tokens, V.</param>
/// <param name="TokensPerWord">Tokens to a word of the world.</param>
/// <param name="BytesPerToken">UTF-8 bytes to a token: the compression.</param>
/// <param name="NatsPerToken">The model's loss, by token.</param>
/// <param name="BitsPerByte">The same loss, by byte.</param>
public sealed record TokenizerScore(string Name, int VocabularySize, double TokensPerWord, double BytesPerToken, double NatsPerToken, double BitsPerByte)
{
    /// <summary>Tokenizes, counts n-grams in <paramref name="train"/> and measures on <paramref name="heldOut"/>.</summary>
    /// <param name="name">The tokenizer's name.</param>
    /// <param name="vocabularySize">Its tokens, V.</param>
    /// <param name="encode">Text to token ids.</param>
    /// <param name="train">What the model counts.</param>
    /// <param name="heldOut">What is measured.</param>
    /// <param name="order">n of the model.</param>
    public static TokenizerScore Of(string name, int vocabularySize, Func<string, IReadOnlyList<int>> encode, IReadOnlyList<Document> train, IReadOnlyList<Document> heldOut, int order)
    {
        int[][] ids = [.. heldOut.Select(d => encode(d.Text).ToArray())];
        var model = new NGramModel(train.Select(d => encode(d.Text).ToArray()), order, vocabularySize);
        double tokens = ids.Sum(d => d.Length), nats = model.Loss(ids);
        long bytes = heldOut.Sum(d => (long)System.Text.Encoding.UTF8.GetByteCount(d.Text));
        return new(name, vocabularySize, tokens / heldOut.Sum(d => d.Words.Count), bytes / tokens, nats, Metrics.BitsPerByte.Of(nats * tokens, heldOut.Select(d => d.Text)));
    }

    /// <summary>The least that any model needs for the documents, in bits per byte: the world knows how likely each one is.</summary>
    public static double Floor(IReadOnlyList<Document> documents) => Metrics.BitsPerByte.Of(documents.Sum(d => d.Nats), documents.Select(d => d.Text));
}
