namespace LlmWorkbook.Kernel.Notebooks;

/// <summary>Which language a code cell is in: a magic on its first line (<c>#!html</c>) or .NET Interactive's metadata says so; otherwise C#.</summary>
internal static class CellLanguage
{
    public const string CSharp = "csharp";

    private static readonly string[] s_magics = [CSharp, "html", "markdown", "javascript", "mermaid", "fsharp", "pwsh", "sql", "kql", "value"];

    /// <summary>The language and the text; a C# cell keeps its line numbers.</summary>
    public static (string Language, string Text) Of(Cell cell)
    {
        var source = cell.Source;
        var first = source.TrimStart('\n', '\r', ' ', '\t').Split('\n', 2)[0].Trim();
        if (first.StartsWith("#!", StringComparison.Ordinal) && s_magics.FirstOrDefault(m => first == "#!" + m || first.StartsWith($"#!{m} ", StringComparison.Ordinal)) is { } magic)
        {
            var start = source.IndexOf(first, StringComparison.Ordinal);
            return magic == CSharp
                ? (CSharp, source.Remove(start, first.Length))
                : (magic, source[(start + first.Length)..].TrimStart('\r').TrimStart('\n'));
        }
        var metadata = cell.Json["metadata"]!;
        var language = (string?)metadata["polyglot_notebook"]?["kernelName"] ?? (string?)metadata["dotnet_interactive"]?["language"];
        return (language is null or "C#" or ".NET" ? CSharp : language, source);
    }
}
