using System.Text;

namespace LlmWorkbook.Text;

/// <summary>
/// Character tokenizer: one token per Unicode scalar value, numbered in code-point order.
/// The smallest tokenizer there is; encoding is exactly reversible.
/// </summary>
public sealed class CharTokenizer
{
    private readonly Rune[] runes;
    private readonly Dictionary<Rune, int> ids;

    private CharTokenizer(Rune[] runes)
    {
        this.runes = runes;
        ids = runes.Select((rune, id) => (rune, id)).ToDictionary(p => p.rune, p => p.id);
    }

    /// <summary>Number of distinct tokens V; ids run from 0 to V - 1.</summary>
    public int VocabularySize => runes.Length;

    /// <summary>All characters in the order of their ids, as one string: what <see cref="FromAlphabet"/> takes back.</summary>
    public string Alphabet => string.Concat(runes);

    /// <summary>The tokenizer of all characters that occur in <paramref name="text"/>.</summary>
    public static CharTokenizer FromText(string text) =>
        new([.. text.EnumerateRunes().Distinct().OrderBy(r => r.Value)]);

    /// <summary>The tokenizer whose ids follow the order of <paramref name="alphabet"/> (saved with a checkpoint).</summary>
    /// <exception cref="WorkbookException">A character occurs twice.</exception>
    public static CharTokenizer FromAlphabet(string alphabet)
    {
        Rune[] runes = [.. alphabet.EnumerateRunes()];
        if (runes.Distinct().Count() != runes.Length)
            throw new WorkbookException("The tokenizer's alphabet lists a character twice; train the tokenizer again from the text.");
        return new(runes);
    }

    /// <summary>Token ids of <paramref name="text"/>, one per Unicode scalar value.</summary>
    /// <exception cref="WorkbookException">A character of the text is not in the vocabulary.</exception>
    public int[] Encode(string text)
    {
        var encoded = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!ids.TryGetValue(rune, out int id))
                throw new WorkbookException($"The character '{rune}' (U+{rune.Value:X4}) does not occur in the training text, so the model has no token for it; leave it out of the prompt.");
            encoded.Add(id);
        }
        return [.. encoded];
    }

    /// <summary>True if every character of <paramref name="text"/> has a token.</summary>
    public bool CanEncode(string text) => text.EnumerateRunes().All(ids.ContainsKey);

    /// <summary>The text of <paramref name="tokens"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in [0, V).</exception>
    public string Decode(IEnumerable<int> tokens)
    {
        var text = new StringBuilder();
        foreach (int id in tokens)
            text.Append(Decode(id));
        return text.ToString();
    }

    /// <summary>The character of one token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in [0, V).</exception>
    public string Decode(int token) =>
        (uint)token < (uint)runes.Length
            ? runes[token].ToString()
            : throw new ArgumentOutOfRangeException(nameof(token), token, $"A token id lies between 0 and {runes.Length - 1}.");
}
