using System.Text;

namespace LlmWorkbook.Metrics;

/// <summary>
/// The measure that compares models with different tokenizers: what a text costs in bits, divided by its length in UTF-8 bytes, which
/// no tokenizer changes. Loss per token does not: with longer tokens each one costs more and there are fewer of them.
/// </summary>
public static class BitsPerByte
{
    /// <summary>nats / ln 2 / bytes.</summary>
    /// <param name="nats">-log p of the whole texts, in nats: the loss per token times the number of tokens.</param>
    /// <param name="texts">The texts.</param>
    /// <exception cref="WorkbookException">There is no text.</exception>
    public static double Of(double nats, IEnumerable<string> texts)
    {
        long bytes = texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t));
        return bytes > 0 ? nats / Math.Log(2) / bytes : throw new WorkbookException("Bits per byte need a text of at least one byte; give the texts that the loss is of.");
    }
}
