using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

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
    /// The page's DOM as text, as soon as it holds <paramref name="awaited"/>; where it does not within a minute and a half, as it is then.
    /// Pages look at themselves every half second and count: without anything else to wait for, eight looks.
    /// </summary>
    public static string DumpDom(string html, string awaited = "data-looks=\"8\"") => DumpDomAsync(html, awaited).GetAwaiter().GetResult();

    private static async Task<string> DumpDomAsync(string html, string awaited)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("page.html"), html);
        var start = new ProcessStartInfo(Path!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={folder.File("profile")}",
                new Uri(folder.File("page.html")).AbsoluteUri,
            },
        };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        string dom = "";
        try
        {
            using var page = new ClientWebSocket();
            await page.ConnectAsync(await PageAddressAsync(folder.File("profile"), limit.Token), limit.Token);
            while (!dom.Contains(awaited, StringComparison.Ordinal))
            {
                await Task.Delay(250, limit.Token);
                dom = await ReadDomAsync(page, limit.Token);
            }
        }
        catch (OperationCanceledException) when (dom.Length > 0) // the caller says what it misses
        {
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        return dom;
    }

    /// <summary>Where the page can be asked, by the DevTools protocol; Chromium writes its port into its profile.</summary>
    private static async Task<Uri> PageAddressAsync(string profile, CancellationToken limit)
    {
        string port = System.IO.Path.Combine(profile, "DevToolsActivePort");
        using var http = new HttpClient();
        for (; ; await Task.Delay(100, limit))
        {
            if (!File.Exists(port) || await File.ReadAllLinesAsync(port, limit) is not { Length: 2 } lines)
                continue;
            using var targets = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{lines[0]}/json"), limit));
            foreach (var target in targets.RootElement.EnumerateArray().Where(t => t.GetProperty("type").GetString() == "page"))
                return new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!);
        }
    }

    private static async Task<string> ReadDomAsync(ClientWebSocket page, CancellationToken limit)
    {
        await page.SendAsync("""{"id":1,"method":"Runtime.evaluate","params":{"expression":"document.documentElement ? document.documentElement.outerHTML : ''","returnByValue":true}}"""u8.ToArray(), WebSocketMessageType.Text, true, limit);
        using var answer = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await page.ReceiveAsync(buffer, limit);
            answer.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        using var json = JsonDocument.Parse(answer.ToArray());
        // Without a result where the page just then took the place of the empty one.
        return json.RootElement.TryGetProperty("result", out var result) && result.GetProperty("result").TryGetProperty("value", out var value) ? value.GetString()! : "";
    }
}
