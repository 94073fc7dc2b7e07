using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>A piece of a cell.</summary>
/// <param name="Language">The language it is in, or that is current where a command stands.</param>
/// <param name="Line">The line of the cell where it begins, from 1.</param>
internal abstract record CellPart(string Language, int Line)
{
    /// <summary>Text of one language; <c>Options</c> is what stood behind the language's magic.</summary>
    /// <remarks>Where the language counts lines, the text begins with an empty one for each line of the cell before it.</remarks>
    public sealed record Code(string Language, string Text, int Line, string Options) : CellPart(Language, Line);

    /// <summary>A magic that does something: its name without <c>#!</c>, and the rest of its line.</summary>
    public sealed record Command(string Language, string Name, int Line, string Options) : CellPart(Language, Line);
}

/// <summary>Cuts a cell at its magic lines.</summary>
internal static partial class CellParts
{
    /// <summary>The name of the command that <c>#i "nuget:URL"</c> is.</summary>
    public const string PackageSource = "#i";

    /// <summary>The parts, in order; those of nothing but white space are left out.</summary>
    /// <param name="source">The cell.</param>
    /// <param name="language">The language of what stands before the first magic, or null for C#.</param>
    /// <exception cref="MagicException">A magic or the language is not known.</exception>
    public static IReadOnlyList<CellPart> Of(string source, string? language)
    {
        var current = MagicNames.Language(language ?? MagicNames.CSharp) ?? throw new MagicException(MagicNames.Unknown(language!), 1);
        var (parts, options, start, begun) = (new List<CellPart>(), "", 0, 1);
        source = source.ReplaceLineEndings("\n");

        void Close(int end)
        {
            var text = source[start..end];
            if (text.Trim().Length > 0 || (current == "value" && options.Length > 0))
                parts.Add(new CellPart.Code(current, (CountsLines(current) ? new string('\n', begun - 1) : "") + text, begun, options));
            options = "";
        }

        // #i is for .NET Interactive alone: the compiler does not know it.
        for (var magic = Magic().Match(source); magic.Success; magic = magic.NextMatch())
        {
            var (name, rest) = (magic.Groups["name"].Value, magic.Groups["rest"].Value.Trim());
            if (current == MagicNames.CSharp ? IsInLiteral(source[start..], source.IndexOf('#', magic.Index) - start) : name.Length == 0)
                continue;
            var line = 1 + source.AsSpan(0, magic.Index).Count('\n');
            Close(magic.Index);
            if (MagicNames.Language(name) is { } next)
                (current, options) = (next, rest);
            else if (name.Length == 0)
                parts.Add(new CellPart.Command(current, PackageSource, line, magic.Groups["source"].Value));
            else if (MagicNames.IsCommand(name))
                parts.Add(new CellPart.Command(current, name, line, rest));
            else
                throw new MagicException(MagicNames.Unknown(name), line);
            (start, begun) = (magic.Index + magic.Length, line + 1);
        }
        Close(source.Length);
        return parts;
    }

    private static bool CountsLines(string language) => language is MagicNames.CSharp or MagicNames.FSharp;

    /// <summary>Whether a place of a C# text lies inside a string or a comment, where <c>#!</c> is text.</summary>
    private static bool IsInLiteral(string code, int place)
    {
        var token = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)).GetRoot().FindToken(place);
        return token.Span.Contains(place)
            || token.LeadingTrivia.Any(t => t.Span.Contains(place) && t.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia or SyntaxKind.DisabledTextTrivia);
    }

    [GeneratedRegex(@"^[ \t]*(#!(?<name>[A-Za-z][A-Za-z0-9#_-]*)(?<rest>[^\n]*)|#i[ \t]*""(?<source>[^""\n]*)""[^\n]*)\n?", RegexOptions.Multiline)]
    private static partial Regex Magic();
}
