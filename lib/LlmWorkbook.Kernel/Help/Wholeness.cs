using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Kernel.Help;

/// <summary>Tells whether a cell's C# can run as it stands, may go on, or is wrong however it goes on.</summary>
internal static class Wholeness
{
    private const int IndentWidth = 4;

    /// <summary>The error at the beginning of a comment that is not closed yet.</summary>
    private const string OpenComment = "CS1035";

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>Errors at the beginning of a text of several lines that is not closed yet: a verbatim string, a raw string, an interpolated string.</summary>
    private static readonly string[] s_openText = ["CS1039", "CS8997", "CS8967", "CS9004"];

    /// <summary>The status in Jupyter's words, and what the next line should begin with.</summary>
    public static (string Status, string Indent) Of(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, s_language);
        if (SyntaxFactory.IsCompleteSubmission(tree))
            return (tree.GetDiagnostics().Any(IsError) ? "invalid" : "complete", "");
        var tokens = tree.GetRoot().DescendantTokens().Where(t => !t.Span.IsEmpty).ToList();
        var end = tokens.Count > 0 ? tokens[^1].Span.End : 0;
        var errors = tree.GetDiagnostics().Where(IsError).ToList();
        var isInText = errors.Exists(e => s_openText.Contains(e.Id));
        // What is missing at the end can still come; an error before it, or something that has no place, stays one.
        if (!isInText && (errors.Exists(e => e.Id != OpenComment && e.Location.SourceSpan.End < end) || tree.GetRoot().DescendantTrivia().Any(t => t.IsKind(SyntaxKind.SkippedTokensTrivia))))
            return ("invalid", "");
        var depth = tokens.Count(t => t.IsKind(SyntaxKind.OpenBraceToken)) - tokens.Count(t => t.IsKind(SyntaxKind.CloseBraceToken));
        return ("incomplete", isInText ? "" : new string(' ', IndentWidth * Math.Max(depth, 0)));
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
