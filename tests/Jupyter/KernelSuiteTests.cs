using System.Text.Json;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Jupyter.Tests;

/// <summary>jupyter_kernel_test: everything that applies passes. Its pager test does not: this kernel has no pager, as most have none.</summary>
public sealed class KernelSuiteTests
{
    private static readonly string[] s_doNotApply = ["test_pager"];

    [PythonFact("jupyter_kernel_test")]
    public void The_public_suite_passes_and_only_the_pager_is_skipped()
    {
        using var python = PythonClient.Start(["kernel_suite.py"]);
        var results = new List<(string Name, string Outcome, string? Error)>();
        while (python.StandardOutput.ReadLine() is { } line)
        {
            var result = JsonSerializer.Deserialize<JsonElement>(line);
            results.Add((result.GetProperty("name").GetString()!, result.GetProperty("outcome").GetString()!, result.GetProperty("error").GetString()));
        }
        python.WaitForExit();
        Assert.True(results.All(r => r.Outcome != "failed"), string.Join('\n', results.Where(r => r.Outcome == "failed").Select(r => $"{r.Name}: {r.Error}")));
        Assert.Equal(s_doNotApply, results.Where(r => r.Outcome == "skipped").Select(r => r.Name));
        Assert.True(results.Count(r => r.Outcome == "passed") >= 11, $"{results.Count} tests ran");
    }
}
