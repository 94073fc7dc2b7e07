namespace LlmWorkbook.Data;

/// <summary>An answer of the grammar of answers.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Terms">Its r*, from the decisions that made it; <see cref="Reward.Of(Question, string)"/> reads the same off the text.</param>
/// <param name="Probability">How often the grammar writes it; 0 for what a model has said.</param>
public sealed record Candidate(string Text, RewardTerms Terms, double Probability);

/// <summary>
/// All answers to a question that the grammar of answers can write, good and bad: an opener, the right thing or a wrong one in full
/// or in brief, a word about something else, a closer, with or without a mark. They are few enough to compute with all of them.
/// </summary>
public static class AnswerSpace
{
    /// <summary>How many wrong things may be said.</summary>
    private const int Rivals = 3;

    /// <summary>All answers to a prompt, over a thousand, no two alike.</summary>
    /// <exception cref="WorkbookException">The prompt is none of the known questions.</exception>
    public static IReadOnlyList<string> For(string prompt) => [.. Candidates(Question.Find(prompt)).Select(c => c.Text)];

    /// <summary>All answers to a question with their true reward and probability.</summary>
    public static IReadOnlyList<Candidate> Candidates(Question question)
    {
        string space = question.Language == Language.English ? " " : "";
        var (openers, asides, closers, marks) = (Part("opener"), Part("aside"), Part("closer"), Part("mark"));
        return [..
            from core in Cores(question)
            let coreWords = World.Words.Count(core.Text)
            from opener in openers
            from aside in asides
            from closer in closers
            from mark in marks
            let text = string.Join(space, new[] { opener.Text, core.Text, aside.Text, closer.Text }.Where(t => t.Length > 0))
            let marked = mark.Kind == "kept"
            let polite = opener.Kind == "rude" ? -1 : opener.Kind == "polite" || closer.Kind == "polite" ? 1 : 0
            let words = opener.Words + coreWords + aside.Words + closer.Words - (marked ? 0 : 1)
            let terms = Reward.Sum(core.Correct, core.IsFull, aside.Kind != "off-topic", marked, polite, aside.Kind == "leak", words)
            select new Candidate(marked ? text : text[..^1], terms, opener.P * core.P * aside.P * closer.P * mark.P)];

        List<(string Kind, string Text, int Words, double P)> Part(string part) => [.. AnswerPart.Of(part).Select(a =>
            (a.Piece.Kind, a.Piece.In(question.Language), World.Words.Count(a.Piece.In(question.Language)), a.P))];
    }

    /// <summary>The middle of an answer: the right thing, a wrong one, or that it is not known.</summary>
    private static IEnumerable<(string Text, int Correct, bool IsFull, double P)> Cores(Question question)
    {
        var (right, rivals) = (question.Answers[question.Item], Wrong(question));
        foreach (var (entity, p) in AnswerPart.Of("entity"))
        {
            if (entity.Kind == "unknown")
                yield return (entity.In(question.Language), 0, false, p);
            else
                foreach (var (form, q) in AnswerPart.Of(question.Task))
                    foreach (string[] said in entity.Kind == "right" ? [right] : rivals)
                        yield return (Fill(form, said), said == right ? 1 : -1, form.Kind == "full", p * q / (said == right ? 1 : rivals.Count));
        }

        string Fill(AnswerPart form, string[] said) =>
            said.Index().Aggregate(form.In(question.Language).Replace("{subject}", question.Subject), (text, s) => text.Replace($"{{{s.Index}}}", s.Item));
    }

    /// <summary>Some of the other answers to questions of this kind, always the same.</summary>
    private static IReadOnlyList<string[]> Wrong(Question question)
    {
        var all = question.Answers;
        return [.. Enumerable.Range(1, all.Count - 1).Select(n => all[(question.Item + 7 * n) % all.Count])
            .Where(a => a[0] != all[question.Item][0]).DistinctBy(a => a[0]).Take(Rivals)];
    }
}
