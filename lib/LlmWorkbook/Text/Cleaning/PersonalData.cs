using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>A piece of personal data in a text.</summary>
/// <param name="Kind">What it is: <c>EMAIL</c>, <c>PHONE</c> or <c>NAME</c>.</param>
/// <param name="Text">The piece itself.</param>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
public sealed record PersonalDatum(string Kind, string Text, int Start);

/// <summary>
/// Finds personal data by patterns and puts <c>[EMAIL]</c>, <c>[PHONE]</c> or <c>[NAME]</c> in its place. Addresses and numbers have a
/// form; a name has none, so only one after a word such as "Contact" or 联系人 is found. Patterns never find everything.
/// </summary>
public static partial class PersonalData
{
    /// <summary>The personal data in <paramref name="text"/>, in order, none overlapping another.</summary>
    public static IReadOnlyList<PersonalDatum> Find(string text)
    {
        var found = new List<PersonalDatum>();
        Add("EMAIL", Email());
        Add("PHONE", Phone());
        Add("NAME", Name());
        return [.. found.OrderBy(f => f.Start)];

        void Add(string kind, Regex pattern)
        {
            foreach (var m in pattern.Matches(text).Select(m => m.Groups["it"]))
            {
                if (!found.Any(f => m.Index < f.Start + f.Text.Length && f.Start < m.Index + m.Length))
                    found.Add(new(kind, m.Value, m.Index));
            }
        }
    }

    /// <summary><paramref name="text"/> with each piece of <paramref name="data"/> replaced by its kind in brackets.</summary>
    public static string Redact(string text, IEnumerable<PersonalDatum> data)
    {
        var (redacted, at) = (new StringBuilder(), 0);
        foreach (var datum in data.OrderBy(d => d.Start))
        {
            redacted.Append(text, at, datum.Start - at).Append('[').Append(datum.Kind).Append(']');
            at = datum.Start + datum.Text.Length;
        }
        return redacted.Append(text, at, text.Length - at).ToString();
    }

    [GeneratedRegex(@"(?<it>[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")]
    private static partial Regex Email();

    // Two groups of digits at least; not inside of a longer number or word, and not after "ISBN" or a number sign.
    [GeneratedRegex(@"(?<![A-Za-z0-9-])(?<!(?:ISBN|No\.|编号|订单)[ :：]?)(?<it>(?:\+[0-9]{1,3}[ -])?(?:\([0-9]{2,4}\)[ -]?)?[0-9]{2,4}(?:[ -][0-9]{3,4}){1,3})(?![A-Za-z0-9-])")]
    private static partial Regex Phone();

    [GeneratedRegex(@"(?:\b(?:[Cc]ontact|[Bb]y|[Ww]rite to|[Aa]sk for|Mr\.|Ms\.|Dr\.) (?<it>\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+))|(?:(?:联系人|作者|请找|编辑)[:： ]?(?<it>\p{IsCJKUnifiedIdeographs}{2,3})(?=[,，。、 (（]|$))")]
    private static partial Regex Name();
}
