using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>The magic commands: those that choose a language and those that do something; their names are .NET Interactive's.</summary>
internal static class MagicNames
{
    public const string CSharp = "csharp";

    public const string FSharp = "fsharp";

    /// <summary>Each language with what it does and what else it is called.</summary>
    private static readonly (string Name, string[] Aliases, string Meaning)[] s_languages =
    [
        (CSharp, ["c#", ".net"], "Runs C#."),
        (FSharp, ["f#"], "Runs F#."),
        ("html", [], "Shows HTML as it stands."),
        ("javascript", ["js"], "Runs JavaScript in the page."),
        ("markdown", ["md"], "Shows Markdown."),
        ("mermaid", [], "Draws a Mermaid diagram."),
        ("value", [], "#!value --name n: keeps the text that follows, or --from-file's, or --from-value's, for @value:n."),
    ];

    private static readonly (string Name, string Meaning)[] s_commands =
    [
        ("about", "Tells the versions in use."),
        ("import", "#!import FILE: runs the cells of a notebook (.ipynb, .dib) or a C# file."),
        ("lsmagic", "Lists the magic commands."),
        ("set", "#!set --name x --value 3, or --value @csharp:y, @value:y, @input:prompt, @password:prompt: sets a variable."),
        ("time", "Tells how long the cell took."),
        ("who", "Lists the variables' names."),
        ("whos", "Lists the variables with types and values."),
    ];

    /// <summary>What .NET Interactive knows and this kernel does not, with what to use in its place.</summary>
    private static readonly Dictionary<string, string> s_unsupported = new()
    {
        ["connect"] = "other kernels cannot be connected",
        ["kql"] = "KQL is not run",
        ["log"] = "there is no log to show",
        ["nuget"] = "write #r \"nuget: Package, 1.2.3\" in its place",
        ["powershell"] = "PowerShell is not run",
        ["pwsh"] = "PowerShell is not run",
        ["r"] = "R is not run",
        ["python"] = "Python is not run",
        ["share"] = "write #!set --name x --value @csharp:x in its place",
        ["sql"] = "SQL is not run",
        ["http"] = "HTTP requests are not run; use System.Net.Http.HttpClient",
    };

    /// <summary>Every magic, as it is written, with what it does.</summary>
    public static IEnumerable<(string Name, string Meaning)> All =>
        s_languages.Select(l => ("#!" + string.Join(", #!", l.Aliases.Where(a => a[0] != '.').Prepend(l.Name)), l.Meaning))
            .Concat(s_commands.Select(c => ("#!" + c.Name, c.Meaning)));

    /// <summary>The language's proper name, or null when it is none.</summary>
    public static string? Language(string name) =>
        s_languages.FirstOrDefault(l => l.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || l.Aliases.Contains(name.ToLowerInvariant())).Name;

    /// <summary>Whether it is a command, which leaves the language as it is.</summary>
    public static bool IsCommand(string name) => s_commands.Any(c => c.Name == name);

    /// <summary>The sentence about a name that is neither.</summary>
    public static string Unknown(string name)
    {
        if (s_unsupported.TryGetValue(name.ToLowerInvariant(), out var why))
            return $"#!{name} is not supported here: {why}.";
        var names = s_languages.SelectMany(l => l.Aliases.Where(a => a[0] != '.').Prepend(l.Name)).Concat(s_commands.Select(c => c.Name)).Order(StringComparer.Ordinal).ToList();
        return $"There is no magic command #!{name}; did you mean #!{NearestName.Find(name, names)}? There are {string.Join(", ", names.Select(n => "#!" + n))}.";
    }
}
