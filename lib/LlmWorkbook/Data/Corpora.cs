using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmWorkbook.Data;

/// <summary>The corpora by name: what <c>./workbook data</c> shows, exports and counts.</summary>
public static class Corpora
{
    private const string DirtyWebName = "dirty-web";

    private static readonly JsonSerializerOptions readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names that can be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } = ["stories", "facts", .. TaskCorpora.Names, DirtyWebName];

    /// <summary>The grammar of a corpus.</summary>
    /// <exception cref="WorkbookException">There is none of that name.</exception>
    public static WorldGrammar Find(string name) => name switch
    {
        "stories" => World.Stories,
        "facts" => World.Facts,
        _ => throw new WorkbookException($"There is no corpus '{name}'; valid are {string.Join(", ", Names)}."),
    };

    /// <summary>A language by its code, <c>en</c> or <c>zh</c>.</summary>
    /// <exception cref="WorkbookException">The code is another.</exception>
    public static Language FindLanguage(string code) => code switch
    {
        "en" => Language.English,
        "zh" => Language.Chinese,
        _ => throw new WorkbookException($"There is no language '{code}'; valid are en and zh."),
    };

    /// <summary>Prints the first documents of the training split with their information content; of the dirty web its pages, and what was done to each; of tasks the prompt and what is asked for.</summary>
    public static void Show(string corpus, string language, int count, TextWriter to)
    {
        if (corpus == DirtyWebName)
        {
            foreach (var page in WebPages(language, count))
                to.WriteLine($"{page.Html}   [{Origin(page.Provenance)}]\n");
            return;
        }
        if (TaskCorpora.Names.Contains(corpus))
        {
            foreach (var (text, _) in TaskCorpora.Rows(corpus, FindLanguage(language), count))
                to.WriteLine(text);
            return;
        }
        foreach (var document in Find(corpus).Documents(FindLanguage(language), Split.Train, seed: 1, count))
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{document.Text}   [{document.Words.Count} words, {document.Bits:F1} bits]"));
    }

    /// <summary>Writes documents as JSON Lines: text, language, split, bits and trace; pages of the dirty web with their provenance. A file of that name is replaced only when the new one is whole.</summary>
    /// <exception cref="WorkbookException">The file cannot be written.</exception>
    public static void Export(string corpus, string language, int count, string path)
    {
        var rows = corpus == DirtyWebName
            ? WebPages(language, count).Select(p => JsonSerializer.Serialize(new { corpus, language, html = p.Html, provenance = p.Provenance }, readable))
            : TaskCorpora.Names.Contains(corpus) ? TaskCorpora.Rows(corpus, FindLanguage(language), count).Select(r => JsonSerializer.Serialize(r.Row, readable))
            : Find(corpus).Documents(FindLanguage(language), Split.Train, seed: 1, count).Select(d => JsonSerializer.Serialize(
                new { corpus, language, split = "train", text = d.Text, bits = d.Bits, trace = d.Trace.ToDictionary(c => c.Key, c => c.Index) }, readable));
        try
        {
            string partial = path + ".partial";
            using (var file = new StreamWriter(partial))
            {
                foreach (string row in rows)
                    file.WriteLine(row);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The file '{path}' cannot be written ({e.Message.TrimEnd('.')}); name one in a folder that exists and is yours.", e);
        }
    }

    /// <summary>Prints the table of <c>data/README.md</c>: what each corpus holds and what is known of it.</summary>
    public static void Tables(TextWriter to)
    {
        to.WriteLine("| corpus | language | different words | Han characters | words a document | bits a document | floor, nats a word |");
        to.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string name in new[] { "stories", "facts" })
            foreach (string code in new[] { "en", "zh" })
            {
                var (grammar, language) = (Find(name), FindLanguage(code));
                var words = grammar.Vocabulary(language).Where(w => char.IsLetter(w[0])).Select(w => w.ToLowerInvariant()).Distinct().ToList();
                int han = words.SelectMany(w => w).Where(c => c >= 0x4E00).Distinct().Count();
                double length = grammar.Documents(language, Split.Train, seed: 1, 10_000).Average(d => (double)d.Words.Count);
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {code} | {words.Count} | {han} | {length:F1} | {grammar.EntropyBits:F3} | {grammar.EntropyNats / length:F3} |"));
            }
        to.WriteLine("\n| corpus | language | what is known | value |");
        to.WriteLine("|---|---|---|---|");
        foreach (var language in Enum.GetValues<Language>())
            foreach (var (corpus, known, value) in TaskCorpora.Known(language))
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {corpus} | {(language == Language.English ? "en" : "zh")} | {known} | {value:F3} |"));
    }

    private static IEnumerable<DirtyPage> WebPages(string language, int count) =>
        DirtyWeb.OfWorld(new() { Seed = 1, Chinese = FindLanguage(language) == Language.Chinese ? 1 : 0 }).Pages(count);

    private static string Origin(Provenance page) =>
        $"page {page.Index}: {page.Kind}{(page.Original == page.Index ? "" : $" of page {page.Original}")}, text {(page.Source.Length == 0 ? "none" : page.Source)}, "
        + $"encoding {page.Mangling}, {page.Body.Count(l => l.IsForeign)} foreign lines, {page.Body.Sum(l => l.PersonalData.Count)} pieces of personal data";
}
