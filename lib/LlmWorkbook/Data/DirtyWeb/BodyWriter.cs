using System.Text.RegularExpressions;
using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>Writes the text of a page: a clean document in paragraphs, perhaps with foreign lines and personal data; an edited copy; spam.</summary>
internal sealed partial class BodyWriter(DirtyWebConfig config, Grammar grammar, Func<Language, long, CleanDocument> documents)
{
    // Documents beyond these are for what is mixed in, so no page has them as its own.
    private const long Mixed = 1L << 32;

    /// <summary>The document that original page <paramref name="index"/> shows.</summary>
    public (string Source, IReadOnlyList<BodyLine> Lines) Document(Language language, int index)
    {
        var random = Streams.Of(config.Seed, index, Purpose.Body);
        var document = documents(language, index);
        var lines = Paragraphs(Sentences.Of(document.Text), language, random).Select(Plain).ToList();
        if (random.NextDouble() < config.ForeignLines)
        {
            var other = language == Language.English ? Language.Chinese : Language.English;
            for (int n = 1 + random.Next(2); n > 0; n--)
                Insert(new(Sentence(other, random), true, []));
        }
        if (random.NextDouble() < config.PersonalData)
            Insert(Contact(language, random));
        if (random.NextDouble() < config.PersonalData)
            Insert(Plain(Write(language, "Decoy", random)));
        return (document.Id, lines);

        void Insert(BodyLine line) => lines.Insert(random.Next(lines.Count + 1), line);
    }

    /// <summary>The same lines changed in a few places: a sentence fewer, one more, or another word.</summary>
    public IReadOnlyList<BodyLine> Edited(IReadOnlyList<BodyLine> body, Language language, int original, int index)
    {
        var random = Streams.Of(config.Seed, index, Purpose.Edits);
        var lines = body.ToList();
        int[] plain = [.. lines.Index().Where(l => !l.Item.IsForeign && l.Item.PersonalData.Count == 0).Select(l => l.Index)];
        for (int edits = 1 + random.Next(config.MostEdits); edits > 0; edits--)
        {
            int place = random.Of(plain);
            var sentences = Sentences.Of(lines[place].Text).ToList();
            int at = random.Next(sentences.Count);
            if (random.Next(4) is var edit && edit == 0 && sentences.Count > 1)
                sentences.RemoveAt(at);
            else if (edit == 1)
                sentences.Insert(at, Sentence(language, random));
            else
                sentences[at] = WithAnotherWord(sentences[at], Sentence(language, random), random);
            lines[place] = Plain(Sentences.Join(sentences, language));
        }
        return lines;
    }

    /// <summary>The lines of a spam page, of one of five kinds.</summary>
    public IReadOnlyList<BodyLine> Spam(Language language, int index)
    {
        var random = Streams.Of(config.Seed, index, Purpose.Spam);
        string kind = random.Of(["Stuffing", "Shouting", "Farm", "Gibberish", "Fluent"]);
        return [.. Enumerable.Range(0, 4 + random.Next(5)).Select(_ => Write(language, kind, random)).Select(l => Plain(l.Replace("{page}", index.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))))];
    }

    private static BodyLine Plain(string text) => new(text, false, []);

    private string Write(Language language, string symbol, SplitMix64 random) => grammar.Write(random, Prefix(language) + symbol);

    /// <summary>How the grammar's symbols of a language begin.</summary>
    public static string Prefix(Language language) => language == Language.English ? "en" : "zh";

    private string Sentence(Language language, SplitMix64 random) => random.Of(Sentences.Of(documents(language, Mixed + random.Next(1_000_000)).Text));

    private static IEnumerable<string> Paragraphs(IReadOnlyList<string> sentences, Language language, SplitMix64 random)
    {
        int count = Math.Min(1 + random.Next(3), sentences.Count);
        return Enumerable.Range(0, count).Select(i => Sentences.Join(sentences.Take((i + 1) * sentences.Count / count).Skip(i * sentences.Count / count), language));
    }

    private static string WithAnotherWord(string sentence, string other, SplitMix64 random)
    {
        var (words, others) = (Word().Matches(sentence), Word().Matches(other));
        if (words.Count == 0 || others.Count == 0)
            return sentence;
        var word = random.Of(words);
        return sentence[..word.Index] + random.Of(others).Value + sentence[(word.Index + word.Length)..];
    }

    /// <summary>A line with personal data, all of it invented: domains for examples and numbers that are not given out.</summary>
    private BodyLine Contact(Language language, SplitMix64 random)
    {
        bool english = language == Language.English;
        string Pick(string symbol) => Write(language, symbol, random);
        var (given, family) = (Pick("Given"), Pick("Family"));
        string account = english ? $"{given}.{family}".ToLowerInvariant() : $"reader{random.Next(1000)}";
        string host = random.Of(["example.com", "example.org", "mail.example.net", "stories.test"]);
        var values = new Dictionary<string, (string Kind, string Value)>
        {
            ["{name}"] = ("NAME", english ? $"{given} {family}" : family + given),
            ["{mail}"] = ("EMAIL", $"{account}@{host}"),
            ["{hidden}"] = ("EMAIL", $"{account} (at) {host.Replace(".", " (dot) ")}"),
            ["{phone}"] = ("PHONE", english ? $"{random.Of(["+1 ", "(212) ", ""])}555-01{random.Next(100):00}" + random.Of(["", "-" + (1000 + random.Next(9000))]) : $"{random.Of(["+86 ", ""])}100-0000-01{random.Next(100):00}"),
        };
        var (text, data) = ("", new List<PersonalDatum>());
        foreach (var part in Slot().Split(Pick("Contact")).Where(p => p.Length > 0))
        {
            if (values.TryGetValue(part, out var value))
                data.Add(new(value.Kind, value.Value, text.Length));
            text += values.ContainsKey(part) ? value.Value : part;
        }
        return new(text, false, data);
    }

    [GeneratedRegex(@"[A-Za-z]+|\p{IsCJKUnifiedIdeographs}{2}")]
    private static partial Regex Word();

    [GeneratedRegex(@"(\{[a-z]+\})")]
    private static partial Regex Slot();
}
