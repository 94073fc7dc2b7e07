using System.Text;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>What stands behind a magic's name: <c>--name value</c> pairs and bare words. A value in quotes, braces or brackets may hold spaces.</summary>
internal sealed class MagicOptions
{
    private readonly string _magic;
    private readonly int _line;
    private readonly Dictionary<string, string> _values = [];

    /// <param name="magic">The magic, for messages.</param>
    /// <param name="line">Its line, for messages.</param>
    /// <param name="text">What stands behind it.</param>
    /// <param name="known">The options it takes; those that end in <c>?</c> stand alone, without a value.</param>
    public MagicOptions(string magic, int line, string text, params string[] known)
    {
        (_magic, _line) = (magic, line);
        var words = Words(text);
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                Bare.Add(Unquoted(words[i]));
            else if (known.Contains(words[i] + "?"))
                _values[words[i]] = "";
            else if (!known.Contains(words[i]))
                throw Wrong($"there is no option {words[i]}; there are {string.Join(", ", known.Select(k => k.TrimEnd('?')))}");
            else if (i + 1 == words.Count || words[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw Wrong($"{words[i]} needs a value");
            else
                _values[words[i]] = words[++i];
        }
    }

    /// <summary>The words that belong to no option.</summary>
    public List<string> Bare { get; } = [];

    /// <summary>An option's value with its quotes, or null.</summary>
    public string? Raw(string option) => _values.GetValueOrDefault(option);

    /// <summary>An option's value, or null.</summary>
    public string? this[string option] => Raw(option) is { } raw ? Unquoted(raw) : null;

    /// <summary>The value of an option that must be there.</summary>
    public string Required(string option) => this[option] ?? throw Wrong($"{option} is missing");

    /// <summary>An error about this magic.</summary>
    public MagicException Wrong(string why) => new($"#!{_magic}: {why}.", _line);

    private static string Unquoted(string word) =>
        word.Length >= 2 && word[0] is '"' or '\'' && word[^1] == word[0] ? word[1..^1] : word;

    private static List<string> Words(string text)
    {
        var (words, word, depth, quote) = (new List<string>(), new StringBuilder(), 0, '\0');
        foreach (var c in text)
        {
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c is '{' or '[')
                depth++;
            else if (c is '}' or ']')
                depth--;
            if (char.IsWhiteSpace(c) && quote == '\0' && depth <= 0)
            {
                if (word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
            }
            else
                word.Append(c);
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
