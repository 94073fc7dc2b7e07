namespace LlmWorkbook.Tests;

/// <summary>A test that takes minutes: run by <c>./workbook test --full</c> alone, skipped and counted otherwise.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullFactAttribute : FactAttribute
{
    public FullFactAttribute() => Skip = Full.Reason;
}

/// <summary>The same, for a test with several seeds or sizes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullTheoryAttribute : TheoryAttribute
{
    public FullTheoryAttribute() => Skip = Full.Reason;
}

file static class Full
{
    internal static string? Reason => Environment.GetEnvironmentVariable("WORKBOOK_TEST_FULL") == "1" ? null : "runs with ./workbook test --full";
}
