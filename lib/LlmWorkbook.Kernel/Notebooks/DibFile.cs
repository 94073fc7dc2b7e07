using System.Text.Json;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Languages;

namespace LlmWorkbook.Kernel.Notebooks;

/// <summary>.NET Interactive's text form of a notebook: a line <c>#!language</c> begins each cell, <c>#!meta</c> comes first with JSON about the whole.</summary>
internal static class DibFile
{
    private const string Magic = "#!";
    private static readonly string[] s_foreign = ["http", "kql", "powershell", "pwsh", "python", "r", "sql"];

    /// <summary>Whether a file is one, by its name.</summary>
    public static bool Is(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);

    /// <summary>The notebook's JSON, without outputs.</summary>
    public static JsonObject Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var (metadata, cells, language, begun) = (new JsonObject(), new JsonArray(), MagicNames.CSharp, 0);
        var names = s_foreign.ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < lines.Length; i++)
        {
            var name = lines[i].StartsWith(Magic, StringComparison.Ordinal) ? lines[i][Magic.Length..].Trim() : "";
            if (name == "meta" && cells.Count == 0)
            {
                var end = Array.FindIndex(lines, i + 1, l => l.StartsWith(Magic, StringComparison.Ordinal));
                end = end < 0 ? lines.Length : end;
                metadata = Metadata(string.Join('\n', lines[(i + 1)..end]));
                language = DefaultLanguage(metadata) ?? language;
                names.UnionWith(Names(metadata));
                (i, begun) = (end - 1, end);
            }
            else if (MagicNames.Language(name) is { } known || names.Contains(name))
            {
                Close(i);
                (language, begun) = (MagicNames.Language(name) ?? name, i + 1);
            }
        }
        Close(lines.Length);
        metadata["kernelspec"] ??= new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
        return new JsonObject { ["cells"] = cells, ["metadata"] = metadata, ["nbformat"] = 4, ["nbformat_minor"] = 5 };

        void Close(int end)
        {
            var source = string.Join('\n', lines[begun..end]).Trim('\n');
            if (source.Trim().Length > 0)
                cells.Add(NewCell(language, source));
        }
    }

    /// <summary>The notebook as such a text; outputs have no place in it.</summary>
    public static string Write(Notebook notebook)
    {
        var meta = new JsonObject { ["kernelInfo"] = notebook.Metadata["kernelInfo"]?.DeepClone() ?? new JsonObject { ["defaultKernelName"] = MagicNames.CSharp, ["items"] = new JsonArray(new JsonObject { ["name"] = MagicNames.CSharp, ["languageName"] = "C#", ["aliases"] = new JsonArray() }) } };
        var parts = new List<string> { $"{Magic}meta\n\n{meta.ToJsonString()}\n" };
        foreach (var cell in notebook.Cells.Where(c => c.Source.Trim().Length > 0))
        {
            var source = cell.Source.ReplaceLineEndings("\n").Trim('\n');
            var language = cell.IsCode ? CellLanguage.Of(cell) ?? MagicNames.CSharp : "markdown";
            // A cell that names its language itself would be cut in two.
            var begins = MagicNames.Language(source.Split('\n')[0].Trim() is var first && first.StartsWith(Magic, StringComparison.Ordinal) ? first[Magic.Length..] : "") is not null;
            parts.Add(begins ? source + "\n" : $"{Magic}{MagicNames.Language(language) ?? language}\n\n{source}\n");
        }
        return string.Join('\n', parts);
    }

    private static JsonObject NewCell(string language, string source)
    {
        if (language == "markdown")
            return new JsonObject { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = source };
        var metadata = language == MagicNames.CSharp ? [] : new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language } };
        return new JsonObject { ["cell_type"] = "code", ["metadata"] = metadata, ["source"] = source, ["outputs"] = new JsonArray(), ["execution_count"] = null };
    }

    private static JsonObject Metadata(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? [];
        }
        catch (JsonException e)
        {
            throw new FormatException("what follows #!meta is not valid JSON: " + e.Message, e);
        }
    }

    private static string? DefaultLanguage(JsonObject metadata) =>
        metadata["kernelInfo"] is JsonObject info && info["defaultKernelName"] is JsonValue name && name.TryGetValue(out string? text) ? MagicNames.Language(text) : null;

    private static IEnumerable<string> Names(JsonObject metadata) =>
        from item in (metadata["kernelInfo"] as JsonObject)?["items"] as JsonArray ?? []
        where item is JsonObject
        from name in (item["aliases"] as JsonArray ?? []).Append(item["name"])
        where name is JsonValue v && v.TryGetValue(out string? _)
        select (string)name!;
}
