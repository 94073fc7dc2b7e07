using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Compile errors in the words of a cell: its line and column, and what to do where scripts differ from files.</summary>
internal static partial class CompileErrors
{
    private const int Shown = 10;

    public static CellError Describe(ImmutableArray<Diagnostic> errors)
    {
        // The compiler's own words for this are about something else, and several.
        if (UsingDeclaration(errors[0]) is { } line)
        {
            var sentence = $"({line + 1},1) A cell cannot hold a using declaration, as its variables outlive it: write using (var x = …) {{ … }}, or leave using out and call Dispose at the end.";
            return new CellError("CompilationError", sentence, line + 1, [sentence]);
        }
        var lines = errors.Take(Shown).Select(Line).ToList();
        if (errors.Length > Shown)
            lines.Add($"… and {errors.Length - Shown} more");
        return new CellError("CompilationError", lines[0], errors[0].Location.GetLineSpan().StartLinePosition.Line + 1, lines);
    }

    /// <summary>The line of a <c>using var</c> outside of any block, when that is what an error comes from.</summary>
    private static int? UsingDeclaration(Diagnostic error)
    {
        var (tree, span) = (error.Location.SourceTree!, error.Location.SourceSpan);
        var line = tree.GetText().Lines.GetLineFromPosition(span.Start);
        var isInBlock = tree.GetRoot().FindToken(span.Start).Parent?.FirstAncestorOrSelf<BlockSyntax>() is not null;
        return !isInBlock && UsingVariable().IsMatch(line.ToString()) ? line.LineNumber : null;
    }

    [GeneratedRegex(@"^\s*(await\s+)?using\s+[^=;()]+\s+\w+\s*=")]
    private static partial Regex UsingVariable();

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
