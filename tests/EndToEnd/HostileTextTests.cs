using System.Text.Json.Nodes;

namespace LlmWorkbook.EndToEnd;

/// <summary>Text that comes from data, models or users runs no script in the page that shows it.</summary>
public sealed class HostileTextTests
{
    [NotebookFact]
    public async Task Script_in_names_texts_values_and_errors_does_not_run()
    {
        using var folder = new LearnersFolder("hostile.ipynb");
        folder.Write(
            """
            #r "../artifacts/lib/LlmWorkbook.dll"
            #r "../artifacts/lib/TorchSharp.dll"
            using LlmWorkbook.Plots;
            string Hostile(string place) => $"</script></style><script>window.ran = (window.ran ?? []).concat('{place} script')</script><img src=nowhere onerror=\"window.ran = (window.ran ?? []).concat('{place} image')\"><svg onload=\"window.ran = (window.ran ?? []).concat('{place} svg')\">";
            """,
            """
            var curve = new LossCurve(Hostile("title"), floor: 0.5, xTitle: Hostile("x title"), yTitle: Hostile("y title"));
            for (int i = 0; i < 20; i++) curve.Add(Hostile("metric"), i, 1.0 / (1 + i));
            var view = display(curve);
            view.Update(curve);
            LossCurve.Compare((Hostile("run"), curve)).Display();
            """,
            """
            Console.WriteLine(Hostile("printed"));
            Console.Error.WriteLine(Hostile("error stream"));
            display(Hostile("displayed"));
            display(new { Corpus = Hostile("property"), List = new[] { Hostile("item") }, Map = new Dictionary<string, string> { [Hostile("key")] = Hostile("value") } });
            Hostile("result")
            """,
            """throw new Exception(Hostile("exception"));""",
            """display(HTML("<script>window.ran = (window.ran ?? []).concat('control script')</script><img src=nowhere onerror=\"window.ran = (window.ran ?? []).concat('control image')\">"));""");
        using var server = await JupyterNotebook.Start(folder);
        var report = Scenario.Run("hostile", "hostile", folder, new() { ["url"] = server.Lesson, ["copy"] = "notebooks/received.ipynb" });

        Assert.Equal(5, (int)report["executed"]!);
        Assert.Contains("onerror", (string)report["shown"]!); // The text itself is there to be read.
        Assert.Equal(["control image", "control script"], Ran("ranWhileRunning"));
        // Opened anew, untrusted: not even what was meant as HTML may run.
        Assert.Empty(Ran("ranWhenReopened"));

        string[] Ran(string when) => [.. ((JsonArray)report[when]!).Select(r => (string)r!).Distinct().Order(StringComparer.Ordinal)];
    }
}
