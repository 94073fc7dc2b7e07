using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>The cells that ran in this session, for <c>history_request</c>; nothing is kept on disk.</summary>
internal sealed class History
{
    private const int MostEntries = 10_000;
    private readonly List<(int Line, string Input)> _entries = [];

    public void Add(int line, string input)
    {
        if (_entries.Count == MostEntries)
            _entries.RemoveAt(0);
        _entries.Add((line, input));
    }

    /// <summary>Answers a request: the last ones (<c>tail</c>), a range of lines, or those that fit a pattern with * and ? (<c>search</c>).</summary>
    public JsonObject Reply(JsonObject request)
    {
        var withOutput = request.Flag("output");
        var most = request.Number("n") ?? int.MaxValue;
        IEnumerable<(int Line, string Input)> found = request.Text("hist_access_type") switch
        {
            "range" when request.Number("session") is null or 0 or 1 =>
                _entries.Where(e => e.Line >= (request.Number("start") ?? 1) && e.Line < (request.Number("stop") ?? int.MaxValue)),
            "range" => [],
            "search" => Search(request.Text("pattern") ?? "*", request.Flag("unique")).TakeLast(most),
            _ => _entries.TakeLast(most),
        };
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(e => (JsonNode)new JsonArray(1, e.Line, withOutput ? new JsonArray(e.Input, null) : e.Input))]),
        };
    }

    private IEnumerable<(int Line, string Input)> Search(string pattern, bool unique)
    {
        var glob = new Regex("^" + Regex.Escape(pattern).Replace(@"\*", ".*").Replace(@"\?", ".") + "$", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var fits = _entries.Where(e => glob.IsMatch(e.Input));
        return unique ? fits.Reverse().DistinctBy(e => e.Input).Reverse() : fits;
    }
}
