using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Kernel.Site;

/// <summary>C# with keywords, strings, numbers and comments marked; everything escaped.</summary>
internal static class CSharpHighlighter
{
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        var tree = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script));
        foreach (var token in tree.GetRoot().DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia)
                Append(html, trivia);
            Append(html, ClassOf(token), token.Text);
            foreach (var trivia in token.TrailingTrivia)
                Append(html, trivia);
        }
        return html.ToString();
    }

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.CharacterLiteralToken or SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedVerbatimStringStartToken => "s",
        _ when token.IsKeyword() || token.IsContextualKeyword() || token.Text == "var" => "k",
        _ => null,
    };

    private static void Append(StringBuilder html, SyntaxTrivia trivia) => Append(
        html,
        trivia.IsDirective ? "d" : trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia ? "c" : null,
        trivia.ToFullString());

    private static void Append(StringBuilder html, string? cssClass, string text) =>
        html.Append(cssClass is null || text.Length == 0 ? Html.Text(text) : $"<span class=\"{cssClass}\">{Html.Text(text)}</span>");
}
