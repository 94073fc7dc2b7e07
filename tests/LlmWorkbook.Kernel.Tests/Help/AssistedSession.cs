using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Help;
using LlmWorkbook.Kernel.Hosting;

namespace LlmWorkbook.Kernel.Tests.Help;

/// <summary>A session that has run a few cells, and what the assistant says of the next one. <c>$$</c> in a text is the cursor.</summary>
internal sealed class AssistedSession : IDisposable
{
    public const string Cells = """
        /// <summary>What a run needs.</summary>
        /// <remarks>Checked on the way in.</remarks>
        sealed record Config
        {
            /// <summary>How many steps to take.</summary>
            public int Steps { get; init; } = 10;
            public string Name { get; init; } = "";
            public Inner Nested { get; init; } = new();
            public int Twice => 2 * Steps;
        }
        record Inner { public double Rate { get; set; } }
        class Point(int x, int y) { public int X = x; public int Y { get; private set; } = y; }
        /// <summary>Adds <paramref name="a"/> to <c>b</c>, <b>not</b> more.</summary>
        /// <param name="a">The <see cref="Config.Steps">first</see> *number*.</param>
        /// <param name="b">The second &lt;script&gt;alert(1)&lt;/script&gt;.</param>
        /// <returns>The sum.</returns>
        /// <exception cref="OverflowException">It is too large.</exception>
        int Add(int a, int b = 3) => checked(a + b);
        /// <summary>Adds fractions.</summary>
        double Add(double a, double b, double c) => a + b + c;
        void Log(string format, params object[] values) { }
        var config = new Config();
        var numbers = new List<int> { 1, 2 };
        var conversion = 3;
        """;

    private readonly Assistant _assistant;

    private AssistedSession(string folder, Evaluator evaluator) => (Folder, Evaluator, _assistant) = (folder, evaluator, new Assistant(evaluator, folder));

    public string Folder { get; }

    public Evaluator Evaluator { get; }

    public static async Task<AssistedSession> Start(params string[] cells)
    {
        var folder = Directory.CreateTempSubdirectory("assist").FullName;
        var session = new AssistedSession(folder, new Evaluator(folder));
        foreach (var cell in cells.DefaultIfEmpty(Cells))
            await session.Run(cell);
        return session;
    }

    public async Task Run(string cell) => Assert.Null((await Evaluator.EvaluateAsync(cell, "cell", CancellationToken.None)).Error?.Message);

    public Task<Event.Completed> Complete(string code, int cursor) => _assistant.CompleteAsync(new Request.Complete(7, code, cursor));

    /// <summary>The completion at <c>$$</c>.</summary>
    public Task<Event.Completed> Complete(string marked) => Complete(Unmarked(marked), Cursor(marked));

    /// <summary>The proposals at <c>$$</c>.</summary>
    public async Task<string[]> Proposals(string marked) => [.. (await Complete(marked)).Matches.Select(m => m.Text)];

    public async Task<Dictionary<string, string>?> Inspect(string marked, int detail = 0) =>
        (await _assistant.InspectAsync(new Request.Inspect(8, Unmarked(marked), Cursor(marked), detail))).Data;

    public async Task<string> Plain(string marked, int detail = 0) => (await Inspect(marked, detail))?["text/plain"] ?? "";

    public (string Status, string Indent) IsComplete(string code)
    {
        var answer = _assistant.IsComplete(new Request.IsComplete(9, code));
        Assert.Equal(9, answer.Id);
        return (answer.Status, answer.Indent);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static int Cursor(string marked)
    {
        var place = marked.IndexOf("$$", StringComparison.Ordinal);
        Assert.True(place >= 0, $"no $$ in {marked}");
        return place;
    }

    private static string Unmarked(string marked) => marked.Replace("$$", "");
}
