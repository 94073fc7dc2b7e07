namespace LlmWorkbook.Data;

/// <summary>Several answers to a question, the preferred ones first.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Answers">The world's are never alike; a model may say the same thing twice.</param>
public sealed record Ranking(Question Question, IReadOnlyList<Candidate> Answers)
{
    /// <summary>All pairs of answers, K (K - 1) / 2 of them.</summary>
    public IEnumerable<PreferencePair> Pairs =>
        Answers.SelectMany((chosen, place) => Answers.Skip(place + 1).Select(rejected => new PreferencePair(Question, chosen, rejected)));
}

/// <summary>
/// Answers ranked as an annotator would: the best is picked with probability proportional to exp(r*), then the best of the rest, and
/// so on (Plackett 1975, Luce 1959). Any two answers of such a ranking are ordered as by Bradley and Terry.
/// </summary>
public static class Rankings
{
    /// <summary>The first <paramref name="count"/> rankings of a split; number n depends on (seed, n) alone.</summary>
    /// <param name="language">The language of questions and answers.</param>
    /// <param name="split">Which questions.</param>
    /// <param name="seed">Fixes questions, answers and ranks.</param>
    /// <param name="count">How many rankings.</param>
    /// <param name="answers">Answers to each question, K.</param>
    public static IEnumerable<Ranking> Documents(Language language, Split split, long seed, int count, int answers = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 2);
        return Question.Documents(language, split, seed, count).Index().AsParallel().AsOrdered().Select(numbered =>
        {
            var (n, question) = numbered;
            var random = SplitMix64.At(seed, n * 4 + (int)split);
            var all = AnswerSpace.Drafts(question);
            var drawn = Draw([.. all.Select(c => c.Probability)], answers, random).Select(i => all[i].Written()).ToList();
            return new Ranking(question, [.. Rank([.. drawn.Select(c => c.Terms.Total)], random).Select(i => drawn[i])]);
        });
    }

    /// <summary>What a model has said, ranked by r* as the world's answers are.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="answers">What it has said.</param>
    /// <param name="random">Where chance comes from.</param>
    public static Ranking Of(Question question, IReadOnlyList<string> answers, SplitMix64 random)
    {
        Candidate[] said = [.. answers.Select(a => new Candidate(a, Reward.Of(question, a), 0))];
        return new(question, [.. Rank([.. said.Select(c => c.Terms.Total)], random).Select(i => said[i])]);
    }

    /// <summary>An order of items by Plackett and Luce.</summary>
    /// <param name="rewards">r* of each item.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>The items' numbers, the preferred ones first.</returns>
    public static IReadOnlyList<int> Rank(IReadOnlyList<double> rewards, SplitMix64 random) =>
        Draw([.. rewards.Select(r => Math.Exp(r - rewards.Max()))], rewards.Count, random);

    /// <summary>Items without replacement, each time by the weights of those that are left.</summary>
    private static List<int> Draw(double[] weights, int count, SplitMix64 random)
    {
        var (picker, drawn) = (new Picker(random), new List<int>());
        for (int n = 0; n < count; n++)
        {
            drawn.Add(picker.Pick("item", Weights.Normalised(weights)));
            weights[drawn[^1]] = 0;
        }
        return drawn;
    }
}
