using System.Diagnostics;

namespace LlmWorkbook.Tests.Plots;

/// <summary>A test in a real browser; skipped, loudly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    /// <param name="plotly">Whether the test also needs the plotly.js that set-up keeps.</param>
    public ChromiumFactAttribute(bool plotly = false)
    {
        if (Chromium.Path is null)
            Skip = "SKIPPED, NOT PASSED: no chromium on this machine (apt-get install chromium)";
        else if (plotly && !File.Exists(Chromium.PlotlyScript))
            Skip = "SKIPPED, NOT PASSED: no plotly.js; ./workbook setup fetches it where npm is installed";
    }
}

/// <summary>Headless Chromium.</summary>
internal static class Chromium
{
    public static string? Path { get; } = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Select(folder => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static string PlotlyScript { get; } = System.IO.Path.Combine(Repository.Root, "artifacts", "browser", "plotly.min.js");

    /// <summary>
    /// The page's DOM as text, after its scripts have run for eight seconds of the page's own time; where that was too short on a busy
    /// machine, so that it lacks <paramref name="awaited"/>, once more with four and with sixteen times as long.
    /// </summary>
    public static string DumpDom(string html, string awaited = "")
    {
        string dom = "";
        for (int seconds = 8; seconds <= 128 && (dom.Length == 0 || !dom.Contains(awaited, StringComparison.Ordinal)); seconds *= 4)
            dom = DumpDom(html, seconds);
        return dom;
    }

    private static string DumpDom(string html, int seconds)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("page.html"), html);
        var start = new ProcessStartInfo(Path!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", $"--virtual-time-budget={seconds}000", $"--user-data-dir={folder.File("profile")}",
                "--dump-dom", new Uri(folder.File("page.html")).AbsoluteUri,
            },
        };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(90)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("chromium did not finish within 90 seconds");
        }
        return output.GetAwaiter().GetResult();
    }
}
