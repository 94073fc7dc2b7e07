using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Data;

/// <summary>
/// A weighted context-free grammar that writes text: a symbol is replaced by one of its alternatives, drawn by weight,
/// until only characters are left.
/// </summary>
public sealed partial class Grammar
{
    private readonly Dictionary<string, Alternative[]> rules;

    private Grammar(Dictionary<string, Alternative[]> rules) => this.rules = rules;

    private sealed record Alternative(double Weight, Part[] Parts);

    private readonly record struct Part(string Text, bool IsSymbol);

    /// <summary>The grammar of everyday small talk in Chinese and English that comes with the workbook (data/everyday.txt).</summary>
    public static Grammar Everyday() => Load("everyday.txt");

    /// <summary>What stands around the texts of the dirty web: menus, banners, comments, invented personal data, spam (data/dirty-web.txt).</summary>
    public static Grammar DirtyWeb() => Load("dirty-web.txt");

    /// <summary>Reads rules, one a line: <c>symbol = weight: expansion | expansion</c>; # begins a comment line.</summary>
    /// <exception cref="WorkbookException">A line is no rule, a rule is given twice, or a symbol has none.</exception>
    public static Grammar Parse(string source)
    {
        var rules = new Dictionary<string, Alternative[]>();
        foreach (var (index, line) in source.Split('\n').Select(l => l.Trim()).Index())
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            int equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (equals < 0)
                throw new WorkbookException($"Line {index + 1} of the grammar is no rule: write 'symbol = expansion | expansion'.");
            string symbol = line[..equals].Trim();
            if (!rules.TryAdd(symbol, [.. line[(equals + 3)..].Split(" | ").Select(ParseAlternative)]))
                throw new WorkbookException($"Line {index + 1} of the grammar gives the symbol '{symbol}' a second time; keep one.");
        }
        foreach (var part in rules.Values.SelectMany(a => a).SelectMany(a => a.Parts).Where(p => p.IsSymbol && !rules.ContainsKey(p.Text)))
            throw new WorkbookException($"The grammar uses the symbol <{part.Text}> but has no rule for it; add one.");
        return new(rules);
    }

    /// <summary>Writes one text, starting from <paramref name="symbol"/>.</summary>
    public string Write(SplitMix64 random, string symbol = "text")
    {
        var text = new StringBuilder();
        Expand(symbol, random, text);
        return text.ToString();
    }

    /// <summary>Writes at least <paramref name="characters"/> characters of text, one expansion after the other.</summary>
    /// <param name="characters">Least length in UTF-16 code units.</param>
    /// <param name="seed">The same seed gives the same text.</param>
    public string WriteMany(int characters, long seed)
    {
        var random = new SplitMix64((ulong)seed);
        var text = new StringBuilder();
        while (text.Length < characters)
            Expand("text", random, text);
        return text.ToString();
    }

    private static Grammar Load(string name)
    {
        using var stream = typeof(Grammar).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of this assembly.");
        return Parse(new StreamReader(stream).ReadToEnd());
    }

    private void Expand(string symbol, SplitMix64 random, StringBuilder text)
    {
        var alternatives = rules[symbol];
        double rest = random.NextDouble() * alternatives.Sum(a => a.Weight);
        int choice = 0;
        while (choice < alternatives.Length - 1 && (rest -= alternatives[choice].Weight) >= 0)
            choice++;
        foreach (var part in alternatives[choice].Parts)
        {
            if (part.IsSymbol)
                Expand(part.Text, random, text);
            else
                text.Append(part.Text);
        }
    }

    private static Alternative ParseAlternative(string source)
    {
        var weighted = Weighted().Match(source);
        double weight = weighted.Success ? double.Parse(weighted.Groups[1].Value, CultureInfo.InvariantCulture) : 1;
        string expansion = (weighted.Success ? source[weighted.Length..] : source).Trim().Replace("\\n", "\n");
        return new(weight, [.. Parts().Matches(expansion).Select(m =>
            m.Groups[1].Success ? new Part(m.Groups[1].Value, true) : new Part(m.Value, false))]);
    }

    [GeneratedRegex(@"^\s*([0-9]+(?:\.[0-9]+)?):\s*")]
    private static partial Regex Weighted();

    [GeneratedRegex("<([A-Za-z0-9]+)>|[^<]+")]
    private static partial Regex Parts();
}
