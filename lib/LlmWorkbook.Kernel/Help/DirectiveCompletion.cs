using System.Text.RegularExpressions;
using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Languages;

namespace LlmWorkbook.Kernel.Help;

/// <summary>Proposes magics, directives, and the files that <c>#r</c> and <c>#load</c> may name.</summary>
/// <param name="folder">The folder that relative paths start from.</param>
internal sealed partial class DirectiveCompletion(string folder)
{
    private static readonly (string Text, string Meaning)[] s_directives =
        [("#r", "#r \"FILE.dll\" or \"nuget: PACKAGE, VERSION\""), ("#i", "#i \"nuget: SOURCE\""), ("#load", "#load \"FILE.csx\"")];

    /// <summary>The proposals, and how much of the line they replace; null where no directive is being written.</summary>
    /// <param name="line">The line up to the cursor.</param>
    public (Completion[] Matches, int Length)? At(string line)
    {
        if (File().Match(line) is { Success: true } file)
            return Files(file.Groups["name"].Value, file.Groups["directive"].Value == "r" ? [".dll"] : [".csx", ".cs"]);
        if (Name().Match(line) is not { Success: true } name)
            return Argument().IsMatch(line) ? ([], 0) : null;
        var written = name.Groups["name"].Value;
        var magics = MagicNames.All.SelectMany(m => m.Name.Split(", ").Select(text => new Completion(text, "magic", m.Meaning)));
        var directives = s_directives.Select(d => new Completion(d.Text, "keyword", d.Meaning));
        return ([.. directives.Concat(magics).Where(c => c.Text.StartsWith(written, StringComparison.OrdinalIgnoreCase))], written.Length);
    }

    private (Completion[] Matches, int Length) Files(string written, string[] extensions)
    {
        if (written.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
            return ([], 0);
        var name = written[(written.LastIndexOfAny(['/', '\\']) + 1)..];
        try
        {
            var place = new DirectoryInfo(Path.GetFullPath(written[..^name.Length], folder));
            var found = from entry in place.EnumerateFileSystemInfos(name.Replace("*", "").Replace("?", "") + "*", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
                        let isFolder = entry is DirectoryInfo
                        where isFolder || extensions.Contains(entry.Extension, StringComparer.OrdinalIgnoreCase)
                        orderby isFolder, entry.Name.StartsWith(name, StringComparison.Ordinal) descending, entry.Name
                        select new Completion(entry.Name + (isFolder ? "/" : ""), "path", entry.FullName);
            return ([.. found.Take(Assistant.MaxMatches)], name.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ([], 0);
        }
    }

    [GeneratedRegex("""^\s*#(?<directive>r|load)\s+"(?<name>[^"]*)$""")]
    private static partial Regex File();

    [GeneratedRegex(@"^\s*(?<name>#\S*)$")]
    private static partial Regex Name();

    /// <summary>What follows a directive's or a magic's name.</summary>
    [GeneratedRegex(@"^\s*#(!|r\b|i\b|load\b)")]
    private static partial Regex Argument();
}
