using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Compile errors in the words of a cell: its line and column, and what to do where scripts differ from files.</summary>
internal static class CompileErrors
{
    private const int Shown = 10;

    public static CellError Describe(ImmutableArray<Diagnostic> errors)
    {
        var lines = errors.Take(Shown).Select(Line).ToList();
        if (errors.Length > Shown)
            lines.Add($"… and {errors.Length - Shown} more");
        return new CellError("CompilationError", lines[0], errors[0].Location.GetLineSpan().StartLinePosition.Line + 1, lines);
    }

    private static string Line(Diagnostic d)
    {
        var at = d.Location.GetLineSpan().StartLinePosition;
        return $"({at.Line + 1},{at.Character + 1}) {d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}{Advice(d.Id)}";
    }

    private static string Advice(string id) => id switch
    {
        "CS7021" => " A cell cannot hold a namespace: leave the namespace line out.",
        "CS1109" => " A cell is a class of its own: write the extension method at the top of the cell, outside of any class.",
        "CS9283" => " A cell cannot hold an extension block: write an extension method (this T value) at the top of the cell.",
        _ => "",
    };
}
