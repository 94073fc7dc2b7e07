namespace LlmWorkbook.Data;

/// <summary>One row that an encoder reads, and the class that is asked for at each place.</summary>
/// <param name="Tokens">Token ids, [CLS] and [SEP] included.</param>
/// <param name="Targets">The number of the right class at each place; <see cref="Batch.Ignored"/> where none is asked for.</param>
public sealed record LabelledRow(int[] Tokens, int[] Targets)
{
    /// <summary>A text with one label, which is asked for at [CLS].</summary>
    /// <param name="text">Token ids of the text.</param>
    /// <param name="label">Number of its class.</param>
    public static LabelledRow OfText(int[] text, int label) => Of(text, label, text.Select(_ => (int)Batch.Ignored));

    /// <summary>A text with a label for each of its tokens; nothing is asked for at [CLS] and [SEP].</summary>
    /// <param name="text">Token ids of the text.</param>
    /// <param name="labels">Number of the class of each.</param>
    /// <exception cref="WorkbookException">There are not as many labels as tokens.</exception>
    public static LabelledRow OfWords(int[] text, IReadOnlyList<int> labels) => labels.Count == text.Length
        ? Of(text, (int)Batch.Ignored, labels)
        : throw new WorkbookException($"A text of {text.Length} tokens has {labels.Count} labels; give one for each token.");

    private static LabelledRow Of(int[] text, int first, IEnumerable<int> labels) =>
        new(EncoderRow.Of(text, WorldTokenizer.Special).Tokens, [first, .. labels, (int)Batch.Ignored]);
}
