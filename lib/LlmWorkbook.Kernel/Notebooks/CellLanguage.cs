namespace LlmWorkbook.Kernel.Notebooks;

/// <summary>The language that a cell's metadata names, as VS Code's notebooks keep it; magics in the text come on top.</summary>
internal static class CellLanguage
{
    /// <summary>The language, or null when the metadata is silent.</summary>
    public static string? Of(Cell cell)
    {
        var metadata = cell.Json["metadata"]!;
        return (string?)metadata["polyglot_notebook"]?["kernelName"] ?? (string?)metadata["dotnet_interactive"]?["language"];
    }
}
