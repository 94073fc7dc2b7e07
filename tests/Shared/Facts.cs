namespace LlmWorkbook.Tests;

/// <summary>A test of more than the real package promises: skipped, and counted, when the real packages are in use.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StandinOnlyFactAttribute : FactAttribute
{
    public StandinOnlyFactAttribute()
    {
        if (!PackageSource.IsStandin)
            Skip = "promised by the stand-in only; the real package is in use";
    }
}

/// <summary>Which package source the build chose: the stand-ins have no public key token and version 1.0.0.0.</summary>
internal static class PackageSource
{
    public static bool IsStandin { get; } =
        System.Reflection.Assembly.Load("TorchSharp").GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Any(a => a is { Key: "WorkbookStandIn", Value: "true" });
}

/// <summary>The folder of public test files (variable WORKBOOK_TEST_DATA); tests that need it are skipped, loudly, without it.</summary>
internal static class TestData
{
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("WORKBOOK_TEST_DATA") is { Length: > 0 } d && Directory.Exists(d) ? d : null;
}

/// <summary>A test on the public files of WORKBOOK_TEST_DATA, part of <c>./workbook test --full</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublicTextFactAttribute : FactAttribute
{
    public PublicTextFactAttribute()
    {
        if (TestData.Folder is null)
            Skip = "SKIPPED, NOT PASSED: WORKBOOK_TEST_DATA names no folder with the public test files";
        else if (Environment.GetEnvironmentVariable("WORKBOOK_TEST_FULL") != "1")
            Skip = "runs with ./workbook test --full";
    }
}
