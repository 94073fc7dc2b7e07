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
    public static IReadOnlyList<Candidate> Candidates(Question question) => [.. Drafts(question).Select(draft => draft.Written())];

    /// <summary>All answers to a question, not yet written out.</summary>
    internal static Draft[] Drafts(Question question)
    {
        var (openers, asides, closers, marks) = (Parts("opener"), Parts("aside"), Parts("closer"), Parts("mark"));
        return [..
            from core in Cores(question)
            let middle = new Core(core.Text, core.Correct, core.IsFull, World.Words.Count(core.Text), core.P)
            from opener in openers
            from aside in asides
            from closer in closers
            from mark in marks
            select new Draft(question.Language, opener, middle, aside, closer, mark)];

        Part[] Parts(string part) => [.. AnswerPart.Of(part).Select(a =>
            new Part(a.Piece.Kind, a.Piece.In(question.Language), World.Words.Count(a.Piece.In(question.Language)), a.P))];
    }

    /// <summary>What stands before or after the middle of an answer.</summary>
    internal sealed record Part(string Kind, string Text, int Words, double P);

    /// <summary>The middle of an answer.</summary>
    internal sealed record Core(string Text, int Correct, bool IsFull, int Words, double P);

    /// <summary>An answer in its parts.</summary>
    internal readonly record struct Draft(Language Language, Part Opener, Core Middle, Part Aside, Part Closer, Part Mark)
    {
        public double Probability => Opener.P * Middle.P * Aside.P * Closer.P * Mark.P;

        public Candidate Written()
        {
            string text = string.Join(Language == Language.English ? " " : "", new[] { Opener.Text, Middle.Text, Aside.Text, Closer.Text }.Where(t => t.Length > 0));
            bool marked = Mark.Kind == "kept";
            int polite = Opener.Kind == "rude" ? -1 : Opener.Kind == "polite" || Closer.Kind == "polite" ? 1 : 0;
            int words = Opener.Words + Middle.Words + Aside.Words + Closer.Words - (marked ? 0 : 1);
            var terms = Reward.Sum(Middle.Correct, Middle.IsFull, Aside.Kind != "off-topic", marked, polite, Aside.Kind == "leak", words);
            return new(marked ? text : text[..^1], terms, Probability);
        }
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
