namespace LlmWorkbook.Data;

/// <summary>What each quality of an answer is worth in r*, the true reward. The unit is a logit: a pair that differs by 1 is chosen right with probability 1 / (1 + e⁻¹) = 0.73.</summary>
public sealed record RewardWeights
{
    /// <summary>Of the right answer; a wrong one costs as much, "I do not know" neither.</summary>
    public double Correct { get; init; } = 2;

    /// <summary>Of a full sentence, or of every step.</summary>
    public double Complete { get; init; } = 1;

    /// <summary>Of an answer in which every sentence belongs to the question.</summary>
    public double OnTopic { get; init; } = 1;

    /// <summary>Of a mark at the end.</summary>
    public double Format { get; init; } = 0.5;

    /// <summary>Of a polite phrase; a rude one costs as much.</summary>
    public double Polite { get; init; } = 0.5;

    /// <summary>The cost of giving away personal data.</summary>
    public double Harmless { get; init; } = 3;

    /// <summary>The cost of each word, marks included.</summary>
    public double Length { get; init; } = 0.05;
}
