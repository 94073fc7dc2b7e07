using System.Xml.Linq;

namespace LlmWorkbook.Cli.Test;

/// <summary>One test that did not pass.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Message">Why.</param>
internal sealed record TestNote(string Name, string Message);

/// <summary>What one test project reported, or several together.</summary>
internal sealed record TestReport(int Passed, IReadOnlyList<TestNote> Failed, IReadOnlyList<TestNote> Skipped)
{
    public static readonly TestReport Empty = new(0, [], []);
    public int Total => Passed + Failed.Count + Skipped.Count;

    public TestReport With(TestReport other) =>
        new(Passed + other.Passed, [.. Failed, .. other.Failed], [.. Skipped, .. other.Skipped]);

    public TestReport WithFailure(string name, string message) => this with { Failed = [.. Failed, new TestNote(name, message)] };

    /// <summary>Reads a results file of <c>dotnet test</c>; an unreadable one holds no results.</summary>
    public static TestReport ReadTrx(string file)
    {
        if (!File.Exists(file))
            return Empty;
        XDocument trx;
        try
        {
            trx = XDocument.Load(file);
        }
        catch (System.Xml.XmlException)
        {
            return Empty;
        }
        XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        var byOutcome = trx.Descendants(ns + "UnitTestResult").ToLookup(r => (string?)r.Attribute("outcome"));
        return new TestReport(byOutcome["Passed"].Count(),
            [.. byOutcome.Where(g => g.Key is not ("Passed" or "NotExecuted")).SelectMany(g => g).Select(Note)],
            [.. byOutcome["NotExecuted"].Select(Note)]);

        TestNote Note(XElement result)
        {
            var info = result.Element(ns + "Output")?.Element(ns + "ErrorInfo");
            var message = (string?)info?.Element(ns + "Message") ?? (string?)result.Element(ns + "Output")?.Element(ns + "StdOut") ?? "no reason given";
            var place = ((string?)info?.Element(ns + "StackTrace"))?.Split('\n').FirstOrDefault(l => l.Contains(":line ", StringComparison.Ordinal))?.Trim();
            return new TestNote((string?)result.Attribute("testName") ?? "?", place is null ? message.Trim() : $"{message.Trim()}\n{place}");
        }
    }
}
