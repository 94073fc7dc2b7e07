namespace LlmWorkbook.Metrics;

/// <summary>A name in a tagged sentence.</summary>
/// <param name="Start">Number of its first word.</param>
/// <param name="End">Number of the word behind its last.</param>
/// <param name="Kind">What it names, such as <c>PER</c>.</param>
public readonly record struct TagSpan(int Start, int End, string Kind);

/// <summary>
/// How well whole names are found (Tjong Kim Sang, De Meulder 2003): a name counts only if its first word, its last word and its kind are
/// all right. Words outside names earn nothing, so one who tags everything O has 0.
/// </summary>
/// <param name="Precision">Share of the names found that are right; 0 if none was found.</param>
/// <param name="Recall">Share of the true names that were found; 0 if there is none.</param>
public sealed record SpanF1(double Precision, double Recall)
{
    /// <summary>The harmonic mean of the two, 2 P R / (P + R); 0 if nothing is right.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    /// <summary>Over all sentences together.</summary>
    /// <param name="truth">The right tags of each sentence, in BIO.</param>
    /// <param name="guesses">The tags that were given, one for each word.</param>
    /// <exception cref="WorkbookException">The sentences differ in number or in length, or a tag is none.</exception>
    public static SpanF1 Of(IReadOnlyList<IReadOnlyList<string>> truth, IReadOnlyList<IReadOnlyList<string>> guesses)
    {
        if (truth.Count != guesses.Count || truth.Zip(guesses, (t, g) => t.Count - g.Count).Any(d => d != 0))
            throw new WorkbookException($"The tags of {truth.Count} sentences are compared with those of {guesses.Count}; give the same sentences, with one tag for each word.");
        var (real, found) = (All(truth), All(guesses));
        double right = real.Intersect(found).Count();
        return new(found.Count > 0 ? right / found.Count : 0, real.Count > 0 ? right / real.Count : 0);
    }

    /// <summary>
    /// The names of one sentence. <c>B-</c> begins a name, <c>I-</c> of the same kind goes on with it; an <c>I-</c> that follows no name of
    /// its kind begins one, as a model that forgot the <c>B-</c> still means a name.
    /// </summary>
    /// <exception cref="WorkbookException">A tag is neither O nor B- or I- and a kind.</exception>
    public static IReadOnlyList<TagSpan> Spans(IReadOnlyList<string> tags)
    {
        var spans = new List<TagSpan>();
        foreach (var (word, tag) in tags.Index())
        {
            if (tag == "O")
                continue;
            if (tag.Length < 3 || tag[..2] is not ("B-" or "I-"))
                throw new WorkbookException($"'{tag}' is no tag; each is O, or B- or I- and a kind, such as B-PER.");
            if (tag[0] == 'I' && spans.Count > 0 && spans[^1] is var last && last.End == word && last.Kind == tag[2..])
                spans[^1] = last with { End = word + 1 };
            else
                spans.Add(new(word, word + 1, tag[2..]));
        }
        return spans;
    }

    private static HashSet<(int Sentence, TagSpan Span)> All(IReadOnlyList<IReadOnlyList<string>> sentences) =>
        [.. sentences.Index().SelectMany(s => Spans(s.Item).Select(span => (s.Index, span)))];
}
