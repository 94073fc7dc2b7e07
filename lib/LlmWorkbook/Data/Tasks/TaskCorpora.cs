using System.Globalization;

namespace LlmWorkbook.Data;

/// <summary>The corpora behind the pretraining as <c>./workbook data</c> shows, exports and counts them.</summary>
internal static class TaskCorpora
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["instructions", "preferences", "verifiable", "reviews", "mentions"];

    /// <summary>The first documents of the training split: as a line to read, and as an object to write as JSON.</summary>
    public static IEnumerable<(string Text, object Row)> Rows(string corpus, Language language, int count) => corpus switch
    {
        "instructions" => Instructions.Documents(language, Split.Train, 1, count).Select(i => (
            Invariant($"{string.Join(" / ", i.Turns.Select(t => t.Text))}   [{i.Task}, {i.AnswerBits:F2} bits]"),
            (object)new { corpus, task = i.Task, messages = i.Turns.Select(t => new { role = t.Role.ToString().ToLowerInvariant(), content = t.Text }), bits = i.AnswerBits })),
        "preferences" => Rankings.Documents(language, Split.Train, 1, count, answers: 2).SelectMany(r => r.Pairs).Select(p => (
            Invariant($"{p.Question.Text} / {p.Chosen.Text} [{p.Chosen.Terms.Total:F2}] rather than {p.Rejected.Text} [{p.Rejected.Terms.Total:F2}]"),
            (object)new { corpus, prompt = p.Question.Text, chosen = p.Chosen.Text, rejected = p.Rejected.Text, chosenReward = p.Chosen.Terms.Total, rejectedReward = p.Rejected.Terms.Total })),
        "verifiable" => VerifiableTasks.Documents(language, Split.Train, 1, count).Select(t => (
            $"{t.Prompt} / {t.Solution}   [{t.Kind}]", (object)new { corpus, task = t.Kind, prompt = t.Prompt, solution = t.Solution })),
        "reviews" => Reviews.Documents(language, Split.Train, 1, count).Select(r => (
            $"{r.Text}   [{(r.Label ? "positive" : "negative")}]", (object)new { corpus, text = r.Text, label = r.Label, meant = r.IsPositive })),
        _ => Mentions.Documents(language, Split.Train, 1, count).Select(m => (
            $"{m.Text}   [{string.Join(' ', m.Tags)}]", (object)new { corpus, words = m.Words, tags = m.Tags })),
    };

    /// <summary>What is known of each: floors, and the best that can be reached.</summary>
    public static IEnumerable<(string Corpus, string What, double Value)> Known(Language language)
    {
        var pairs = Rankings.Documents(language, Split.Validation, 1, 1_000).SelectMany(r => r.Pairs).ToList();
        return [
            ("instructions", "entropy of an answer given the prompt, bits", Instructions.AnswerEntropyBits()),
            ("preferences", "least loss on the pairs of 1,000 rankings, nats", PreferencePair.BayesLoss(pairs)),
            ("preferences", "best accuracy on them", PreferencePair.BayesAccuracy(pairs)),
            ("verifiable", "highest reward", 1),
            ("reviews", "best accuracy with 5 % of the labels wrong", Reviews.BayesAccuracy(language)),
            ("mentions", "best accuracy on the words of names", Mentions.BayesAccuracy(language)),
        ];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
