using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Data;

/// <summary>Reads the world's tables; <c>data/README.md</c> describes the format.</summary>
internal sealed partial class GrammarReader
{
    private readonly string name;
    private readonly Dictionary<string, WordTable> tables = [];
    private readonly List<StoryLine> lines = [];
    private readonly List<HeldOutRule> rules = [];
    private readonly List<(int Number, string Kind, string Head, List<(int Number, string[] Cells)> Rows)> sections = [];

    private GrammarReader(string name) => this.name = name;

    /// <summary>The parts of a grammar.</summary>
    public static (IReadOnlyDictionary<string, WordTable> Tables, IReadOnlyList<StoryLine> Lines, IReadOnlyList<HeldOutRule> Rules) Read(string source, string name)
    {
        var reader = new GrammarReader(name);
        reader.Split(source);
        foreach (var section in reader.sections.Where(s => s.Kind == "words"))
            reader.AddTable(section.Number, section.Head, section.Rows);
        foreach (var section in reader.sections.Where(s => s.Kind == "hold"))
            reader.AddRule(section.Number, section.Head);
        foreach (var section in reader.sections.Where(s => s.Kind == "line"))
            reader.AddLine(section.Head, section.Rows);
        reader.FindIntroductions();
        return (reader.tables, reader.lines, reader.rules);
    }

    private void Split(string source)
    {
        foreach (var (index, raw) in source.Split('\n').Index())
        {
            string line = raw.TrimEnd('\r', ' ');
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == ' ')
            {
                string[] cells = [.. line.Split('|').Select(c => c.Trim())];
                if (sections.Count == 0 || cells.Length != 3 || cells.Any(c => c.Length == 0))
                    throw Wrong(index + 1, "an item is ' weight | English | Chinese' under a line that says what it is for");
                sections[^1].Rows.Add((index + 1, cells));
                continue;
            }
            var head = Heading().Match(line);
            if (!head.Success)
                throw Wrong(index + 1, "it must begin with 'words NAME', 'line NAME', 'hold out NAME', a space or #");
            sections.Add((index + 1, head.Groups[1].Value, head.Groups[2].Value, []));
        }
    }

    private void AddTable(int number, string head, List<(int Number, string[] Cells)> rows)
    {
        var parts = head.Split(':');
        string[] forms = parts.Length > 1 ? [.. parts[1].Split(',').Select(f => f.Trim())] : [];
        var items = rows.Select(row => new WordItem(Weight(row.Number, row.Cells[0]), Forms(row, 1), Forms(row, 2))).ToList();
        if (items.Count == 0 || !tables.TryAdd(parts[0].Trim(), new(parts[0].Trim(), forms, items)))
            throw Wrong(number, $"the list '{parts[0].Trim()}' is empty or given a second time");

        IReadOnlyList<IReadOnlyList<string>> Forms((int Number, string[] Cells) row, int cell)
        {
            var given = row.Cells[cell].Split('/').Select(f => f.Trim()).ToList();
            if (given.Count != 1 && given.Count != forms.Length + 1)
                throw Wrong(row.Number, $"'{row.Cells[cell]}' has {given.Count} forms, the list names {forms.Length + 1}");
            return [.. given.Select(f => (IReadOnlyList<string>)[.. Literal(f, cell == 2)])];
        }
    }

    private void AddRule(int number, string head)
    {
        var match = Rule().Match(head);
        if (!match.Success)
            throw Wrong(number, "write 'hold out NAME given NAME NAME: 1 in N'");
        string[] parents = match.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int shift = match.Groups[4].Success ? int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture) : 0;
        var rule = new HeldOutRule(match.Groups[1].Value, parents, int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture), shift);
        foreach (string key in parents.Prepend(rule.Key).Where(k => !tables.ContainsKey(k)))
            throw Wrong(number, $"there is no list called '{key}'");
        if (rule.Every < 2 || tables[rule.Key].Items.Count < rule.Every)
            throw Wrong(number, $"1 in {rule.Every} of the {tables[rule.Key].Items.Count} items of '{rule.Key}' would hold out all or none");
        if (parents.Append(rule.Key).FirstOrDefault(k => rules.Exists(r => r.Key == k || r.Parents.Contains(rule.Key))) is { } twice)
            throw Wrong(number, $"'{twice}' takes part in another rule; combinations can be held out once");
        rules.Add(rule);
    }

    private void AddLine(string key, List<(int Number, string[] Cells)> rows) => lines.Add(new(key.Trim(), [.. rows.Select(row =>
        new Wording(Weight(row.Number, row.Cells[0]), Pieces(row.Number, row.Cells[1], chinese: false, lines.Count > 0), Pieces(row.Number, row.Cells[2], chinese: true, false)))]));

    private IReadOnlyList<Piece> Pieces(int number, string template, bool chinese, bool space)
    {
        var pieces = new List<Piece>();
        foreach (Match part in Parts().Matches(template))
        {
            if (part.Groups[1].Value is { Length: > 0 } slot)
            {
                pieces.Add(Slot(number, slot, chinese ? Language.Chinese : Language.English, space));
                space = false;
                continue;
            }
            string text = (space ? " " : "") + part.Value;
            space = text[^1] == ' ';
            pieces.AddRange(Literal(space ? text[..^1] : text, chinese).Select(word => new Piece(null, [[word]])));
        }
        return pieces;
    }

    private Piece Slot(int number, string slot, Language language, bool space)
    {
        if (slot[0] == '~')
            (slot, language) = (slot[1..], language == Language.Chinese ? Language.English : Language.Chinese);
        bool article = slot.StartsWith("a ", StringComparison.OrdinalIgnoreCase);
        string[] parts = (article ? slot[2..] : slot).Split('.');
        string key = char.ToLowerInvariant(parts[0][0]) + parts[0][1..];
        if (!tables.TryGetValue(key, out var table))
            throw Wrong(number, $"there is no list called '{key}'");
        int form = table.FormIndex(parts.Length > 1 ? parts[1] : null);
        if (form < 0)
            throw Wrong(number, $"the list '{key}' has no form '{parts[1]}'");
        bool capital = char.IsUpper(article ? slot[0] : parts[^1][0]);
        return new(key, [.. table.Items.Select(item => Inflected(item.Form(language, form), article, capital, space))]);
    }

    private static IReadOnlyList<string> Inflected(IReadOnlyList<string> words, bool article, bool capital, bool space)
    {
        string[] told = article ? ["aeiou".Contains(words[0][0]) ? "an" : "a", " " + words[0], .. words.Skip(1)] : [.. words];
        if (capital)
            told[0] = char.ToUpperInvariant(told[0][0]) + told[0][1..];
        if (space)
            told[0] = " " + told[0];
        return told;
    }

    /// <summary>Every wording of a sentence must bring in the same new lists: then each list is picked exactly once in every document.</summary>
    private void FindIntroductions()
    {
        var known = new HashSet<string>();
        var order = tables.Keys.ToList();
        foreach (var line in lines)
        {
            var sets = line.Wordings.SelectMany(w => new[] { w.English, w.Chinese })
                .Select(p => p.Where(x => x.Key is not null && !known.Contains(x.Key)).Select(x => x.Key!).Distinct().OrderBy(order.IndexOf).ToList()).ToList();
            if (sets.Find(s => !s.SequenceEqual(sets[0])) is { } other)
                throw new WorkbookException($"In the grammar {name} one wording of '{line.Key}' is the first to name [{string.Join(", ", sets[0])}], another [{string.Join(", ", other)}]; make all of them, in both languages, name the same.");
            line.Introduces = sets[0];
            known.UnionWith(sets[0]);
        }
        if (order.Find(k => !known.Contains(k)) is { } unused)
            throw new WorkbookException($"The grammar {name} has a list '{unused}' that no sentence names; use it or take it out.");
    }

    private static IEnumerable<string> Literal(string text, bool chinese) =>
        (chinese ? ChineseWords() : EnglishWords()).Matches(text).Select(m => m.Value);

    private double Weight(int number, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double w) && w > 0 && double.IsFinite(w) ? w : throw Wrong(number, $"'{text}' is no weight above 0");

    private WorkbookException Wrong(int number, string what) => new($"Line {number} of the grammar {name}: {what}.");

    [GeneratedRegex("^(words|line|hold) (?:out )?(.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(\w+)(?: given ([\w ]+))?: 1 in (\d{1,6})(?: from (\d{1,6}))?$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\{([^}]+)\}|[^{]+")]
    private static partial Regex Parts();

    /// <summary>GPT-2's words, as far as the world's English has them.</summary>
    [GeneratedRegex(@" ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+")]
    private static partial Regex EnglishWords();

    /// <summary>In the tables a middle dot stands between two Chinese words.</summary>
    [GeneratedRegex(@"[\p{L}\p{N}]+|[^\p{L}\p{N}·]")]
    private static partial Regex ChineseWords();
}
