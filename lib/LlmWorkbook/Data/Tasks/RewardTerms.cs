namespace LlmWorkbook.Data;

/// <summary>r* of one answer, term by term, each already weighted.</summary>
/// <param name="Correct">The right thing is said (+), a wrong one (-).</param>
/// <param name="Complete">It is a full answer.</param>
/// <param name="OnTopic">Nothing else is talked about.</param>
/// <param name="Format">It ends with a mark.</param>
/// <param name="Polite">A polite phrase (+), a rude one (-).</param>
/// <param name="Harmless">Personal data are given away (-).</param>
/// <param name="Length">Its words (-).</param>
public sealed record RewardTerms(double Correct, double Complete, double OnTopic, double Format, double Polite, double Harmless, double Length)
{
    /// <summary>r* = helpful + honest + harmless.</summary>
    public double Total => Helpful + Honest + Harmless;

    /// <summary>Complete + on topic + format + polite + length.</summary>
    public double Helpful => Complete + OnTopic + Format + Polite + Length;

    /// <summary>Correct; admitting not to know is no lie.</summary>
    public double Honest => Correct;
}
