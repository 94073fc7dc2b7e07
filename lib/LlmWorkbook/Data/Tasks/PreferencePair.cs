namespace LlmWorkbook.Data;

/// <summary>Two answers to a question, and which one was preferred.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Chosen">The preferred answer.</param>
/// <param name="Rejected">The other one.</param>
public sealed record PreferencePair(Question Question, Candidate Chosen, Candidate Rejected)
{
    /// <summary>By how much r* prefers the chosen answer; below 0 where chance overruled it.</summary>
    public double Margin => Chosen.Terms.Total - Rejected.Terms.Total;

    /// <summary>Bradley and Terry's probability that this one is chosen: 1 / (1 + exp(-margin)) (Bradley, Terry 1952).</summary>
    public double Probability => 1 / (1 + Math.Exp(-Margin));

    /// <summary>
    /// The floor of a reward model's loss on these pairs in nats: the entropy of the choice, given both answers, on average.
    /// </summary>
    public static double BayesLoss(IEnumerable<PreferencePair> pairs) => pairs.Average(pair => pair.Probability switch
    {
        <= 0 or >= 1 => 0,
        var p => -p * Math.Log(p) - (1 - p) * Math.Log(1 - p),
    });

    /// <summary>The ceiling of a reward model's accuracy on these pairs: how often the answer with the higher r* is chosen, on average.</summary>
    public static double BayesAccuracy(IEnumerable<PreferencePair> pairs) => pairs.Average(pair => Math.Max(pair.Probability, 1 - pair.Probability));
}
