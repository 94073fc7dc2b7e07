using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmWorkbook.Kernel.Help;

/// <summary>What a place in a text is, as far as its syntax tells.</summary>
internal static class SyntaxPlace
{
    /// <summary>The last token that begins before a place; none at the beginning.</summary>
    public static SyntaxToken TokenBefore(SyntaxNode root, int place)
    {
        if (place == 0)
            return default;
        var token = root.FindToken(place - 1);
        while (token.RawKind != 0 && (token.SpanStart >= place || token.Span.IsEmpty))
            token = token.GetPreviousToken();
        return token;
    }

    /// <summary>Whether a place is inside a comment, a string, a number or text left out by <c>#if</c>.</summary>
    public static bool IsText(SyntaxNode root, int place)
    {
        if (place == 0)
            return false;
        var trivia = root.FindTrivia(place - 1);
        if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.DisabledTextTrivia
            || (trivia.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia
                && (place < trivia.FullSpan.End || !trivia.ToFullString().EndsWith("*/", StringComparison.Ordinal))))
            return true;

        var token = TokenBefore(root, place);
        switch (token.Kind())
        {
            case SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken
                or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken:
                return true;
            case SyntaxKind.CloseBraceToken:
                return token.Parent is InterpolationSyntax;
            case SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.NumericLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken:
                return place <= token.Span.End;
            default:
                return false;
        }
    }

    /// <summary>Whether a place is where something new gets its name.</summary>
    public static bool IsNewName(SyntaxNode root, int place)
    {
        var token = root.FindToken(place);
        if (token.SpanStart != place || !token.IsKind(SyntaxKind.IdentifierToken) || token.IsMissing)
            return false;
        var declared = token.Parent switch
        {
            VariableDeclaratorSyntax n => n.Identifier,
            SingleVariableDesignationSyntax n => n.Identifier,
            ParameterSyntax { Type: not null } n => n.Identifier,
            ForEachStatementSyntax n => n.Identifier,
            MethodDeclarationSyntax n => n.Identifier,
            LocalFunctionStatementSyntax n => n.Identifier,
            PropertyDeclarationSyntax n => n.Identifier,
            BaseTypeDeclarationSyntax n => n.Identifier,
            EnumMemberDeclarationSyntax n => n.Identifier,
            TypeParameterSyntax n => n.Identifier,
            _ => default,
        };
        return declared == token;
    }

    /// <summary>The initialiser in braces that a place begins a member of, or null.</summary>
    public static InitializerExpressionSyntax? Initializer(SyntaxNode root, int place) =>
        TokenBefore(root, place) is { Parent: InitializerExpressionSyntax initializer } token
        && token.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken
        && initializer.Kind() is SyntaxKind.ObjectInitializerExpression or SyntaxKind.WithInitializerExpression or SyntaxKind.CollectionInitializerExpression
            ? initializer
            : null;
}
