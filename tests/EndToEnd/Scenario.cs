using System.Text.Json;
using System.Text.Json.Nodes;
using LlmWorkbook.Tests;

namespace LlmWorkbook.EndToEnd;

/// <summary>Runs one script of <c>Browser/</c> with Chromium; pictures go to <c>artifacts/screenshots</c>.</summary>
internal static class Scenario
{
    /// <summary>The first colour of the house style, that of the training curve.</summary>
    private static readonly int[] s_curve = [0x00, 0x72, 0xB2];

    /// <summary>What the script reports; the test fails here if the script met a problem.</summary>
    /// <param name="script">The script's name, without extension.</param>
    /// <param name="name">The beginning of the pictures' names.</param>
    /// <param name="folder">Where it may write.</param>
    /// <param name="options">What the script needs to know beyond programs and folders.</param>
    public static JsonNode Run(string script, string name, LearnersFolder folder, Dictionary<string, object> options)
    {
        var report = folder.Inside("report.json");
        var scenario = new Dictionary<string, object>(options)
        {
            ["name"] = name,
            ["packages"] = NpmPackage.Puppeteer.Root,
            ["chromium"] = Programs.Chromium!,
            ["profile"] = folder.Inside("chromium"),
            ["pictures"] = Path.Combine(Repository.Root, "artifacts", "screenshots"),
            ["report"] = report,
            ["colour"] = s_curve,
        };
        using var node = new ChildProcess(Programs.Node!,
            [Path.Combine(Repository.Root, "tests", "EndToEnd", "Browser", script + ".mjs"), JsonSerializer.Serialize(scenario)], folder.Checkout, folder.Environment);
        Assert.True(node.WaitForExit(TimeSpan.FromMinutes(15)), $"{script}.mjs did not end:\n{node.Tail}");
        Assert.True(File.Exists(report), $"{script}.mjs wrote no report:\n{node.Tail}");
        var told = JsonNode.Parse(File.ReadAllText(report))!;
        Assert.True(told["problem"] is null, $"{told["problem"]}\nSee {name}-failed.png in artifacts/screenshots. Until then:\n{told}");
        return told;
    }
}
