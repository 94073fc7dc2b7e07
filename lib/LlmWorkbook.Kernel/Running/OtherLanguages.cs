using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Running;

/// <summary>Cells that are not C#: what can be shown without running anything is shown, the rest stays as it stands.</summary>
internal static class OtherLanguages
{
    public static RunFailure? Show(Cell cell, string language, string text)
    {
        var shown = language switch
        {
            "html" => ("text/html", text),
            "markdown" => ("text/markdown", text),
            "javascript" => ("text/html", $"<script type=\"text/javascript\">{text}</script>"),
            _ => default,
        };
        if (shown.Item1 is { } type)
            cell.AddDisplay(new Dictionary<string, string> { [type] = shown.Item2 }, cell.Id);
        return null;
    }
}
