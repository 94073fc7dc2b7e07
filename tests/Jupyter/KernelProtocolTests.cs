using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Jupyter.Tests;

/// <summary>The kernel as Jupyter's own client sees it: each test of <c>protocol_tests.py</c>, run once, together.</summary>
public sealed partial class KernelProtocolTests
{
    private static readonly Lazy<Dictionary<string, string?>> s_results = new(RunAll);

    public static TheoryData<string> Names => [.. TestName().Matches(File.ReadAllText(PythonClient.File("protocol_tests.py"))).Select(m => m.Groups[1].Value).Where(n => Full || !Long.Contains(n))];

    /// <summary>Tests that take minutes.</summary>
    private static readonly string[] Long = ["own_test_a_thousand_cells"];

    private static bool Full => Environment.GetEnvironmentVariable("WORKBOOK_TEST_FULL") == "1";

    [PythonTheory("jupyter_client")]
    [MemberData(nameof(Names))]
    public void Protocol(string name)
    {
        Assert.True(s_results.Value.TryGetValue(name, out var error), "the test did not run; see the first failure");
        Assert.True(error is null, error);
    }

    private static Dictionary<string, string?> RunAll()
    {
        using var python = PythonClient.Start(["protocol_tests.py", .. Full ? new[] { "--full" } : []]);
        var results = new Dictionary<string, string?>();
        while (python.StandardOutput.ReadLine() is { } line)
            if (JsonSerializer.Deserialize<JsonElement>(line) is var result)
                results[result.GetProperty("name").GetString()!] = result.GetProperty("error").GetString();
        python.WaitForExit();
        return results;
    }

    [GeneratedRegex(@"^def ((?:own_)?test_\w+)", RegexOptions.Multiline)]
    private static partial Regex TestName();
}
