using System.Text.Json;
using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class CorporaTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_tables_of_the_readme_are_those_that_the_command_prints()
    {
        var printed = new StringWriter();
        Corpora.Tables(printed);
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "data", "README.md"));
        Assert.Equal(printed.ToString().ReplaceLineEndings("\n"), readme.Split("<!-- tables -->\n")[1].Split("<!-- end -->")[0]);
    }

    [Fact]
    public void An_exported_document_carries_its_trace()
    {
        string path = Path.Combine(folder.Path, "facts.jsonl");
        Corpora.Export("facts", "zh", 3, path);
        var rows = File.ReadAllLines(path).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(3, rows.Count);
        var expected = World.Facts.Generate(Language.Chinese, Split.Train, 1, 2);
        Assert.Equal(expected.Text, rows[2].GetProperty("text").GetString());
        Assert.Equal(expected.Trace[1].Index, rows[2].GetProperty("trace").GetProperty("country").GetInt32());
        Assert.False(File.Exists(path + ".partial"));
    }

    [Fact]
    public void Pages_of_the_dirty_web_come_with_their_provenance()
    {
        string path = Path.Combine(folder.Path, "web.jsonl");
        Corpora.Export("dirty-web", "zh", 3, path);
        var expected = DirtyWeb.OfWorld(new() { Seed = 1, Chinese = 1 })[2];
        var row = JsonDocument.Parse(File.ReadAllLines(path)[2]).RootElement;
        Assert.Equal(expected.Html, row.GetProperty("html").GetString());
        Assert.Equal(expected.Provenance.Clean, row.GetProperty("provenance").GetProperty("Clean").GetString());
        var shown = new StringWriter();
        Corpora.Show("dirty-web", "zh", 1, shown);
        Assert.Contains("[page 0: Original, text stories/0, encoding None, ", shown.ToString());
    }

    [Fact]
    public void Every_corpus_can_be_shown_and_exported_in_both_languages()
    {
        foreach (string corpus in Corpora.Names)
            foreach (string language in new[] { "en", "zh" })
            {
                var shown = new StringWriter();
                Corpora.Show(corpus, language, 4, shown);
                Assert.True(shown.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 4, corpus);
                string path = Path.Combine(folder.Path, $"{corpus}.jsonl");
                Corpora.Export(corpus, language, 4, path);
                Assert.Equal(4, File.ReadAllLines(path).Count(l => JsonDocument.Parse(l).RootElement.GetProperty("corpus").GetString() == corpus));
            }
    }

    [Fact]
    public void What_does_not_exist_is_told_in_a_sentence()
    {
        Assert.Contains("valid are stories, facts", Assert.Throws<WorkbookException>(() => Corpora.Show("fact", "en", 1, TextWriter.Null)).Message);
        Assert.Contains("valid are en and zh", Assert.Throws<WorkbookException>(() => Corpora.Show("facts", "fr", 1, TextWriter.Null)).Message);
        Assert.Contains("cannot be written", Assert.Throws<WorkbookException>(() => Corpora.Export("facts", "en", 1, Path.Combine(folder.Path, "none", "x"))).Message);
    }
}
