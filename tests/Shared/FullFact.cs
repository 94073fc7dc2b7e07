namespace LlmWorkbook.Tests;

/// <summary>A test that takes minutes: run by <c>./workbook test --full</c> alone, skipped and counted otherwise.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullFactAttribute : FactAttribute
{
    public FullFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_TEST_FULL") != "1")
            Skip = "runs with ./workbook test --full";
    }
}
