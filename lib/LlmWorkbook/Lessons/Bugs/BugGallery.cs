namespace LlmWorkbook.Lessons;

/// <summary>Eight bugs, one at each stage of the road, to be found from their curves.</summary>
public static class BugGallery
{
    /// <summary>The cases, in the order of the road.</summary>
    public static IReadOnlyList<BugCase> Cases { get; } = [.. PretrainingBugs.All, .. PostTrainingBugs.All];

    /// <summary>The case of that number.</summary>
    /// <exception cref="WorkbookException">There is none.</exception>
    public static BugCase Find(int number) => Cases.FirstOrDefault(c => c.Number == number)
        ?? throw new WorkbookException($"There is no case {number} in the bug gallery; the cases are 1 to {Cases.Count}.");

    /// <summary>Says whether a suspicion is right, and what in the curves speaks for or against it.</summary>
    /// <param name="number">Number of the case.</param>
    /// <param name="suspicion">A suspect's letter or name, or some words of its name; empty for none yet.</param>
    /// <exception cref="WorkbookException">There is no such case.</exception>
    public static Verdict Check(int number, string suspicion)
    {
        var bug = Find(number);
        Verdict Say(Outcome outcome, string message) => new($"case {number}", outcome, message);
        string given = suspicion.Trim();
        if (given.Length == 0)
            return Say(Outcome.NotAttempted, "not attempted: look at the curves, then put a suspect's letter between the quotes.");
        var meant = given.Length == 1
            ? bug.Suspects.Where((_, n) => char.ToLowerInvariant(given[0]) == 'a' + n).ToList()
            : bug.Suspects.Where(s => s.Name.Contains(given, StringComparison.OrdinalIgnoreCase)).ToList();
        if (meant.Count != 1)
            return Say(Outcome.NotYet, $"'{given}' names {(meant.Count == 0 ? "no suspect" : "several suspects")}; give one letter from a to {(char)('a' + bug.Suspects.Count - 1)}.");
        return meant[0].IsCulprit
            ? Say(Outcome.Right, $"found: {meant[0].Name}. {meant[0].Sign}")
            : Say(Outcome.NotYet, $"not {meant[0].Name}: {meant[0].Sign}");
    }
}
