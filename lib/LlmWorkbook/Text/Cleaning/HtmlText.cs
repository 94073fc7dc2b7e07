using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace LlmWorkbook.Text;

/// <summary>One line of a web page as a reader sees it: a paragraph, a heading, a list item.</summary>
/// <param name="Text">The words, without markup.</param>
/// <param name="LinkDensity">The share of its characters that are part of a link, between 0 and 1.</param>
public sealed record TextBlock(string Text, double LinkDensity);

/// <summary>
/// From HTML to the lines a reader sees. A browser's parser (AngleSharp) mends what is broken and decodes entities; scripts, styles,
/// comments and hidden parts are left out; elements that begin a new line on the screen begin one here.
/// </summary>
public static class HtmlText
{
    // Only these are white space to HTML: others may be halves of characters that were read in the wrong encoding.
    private static readonly char[] WhiteSpace = [' ', '\t', '\n', '\f', '\r'];

    private static readonly HtmlParser parser = new();

    private static readonly HashSet<string> Unseen =
        ["head", "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"];

    private static readonly HashSet<string> Inline =
        ["a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"];

    /// <summary>The visible lines of a page, top to bottom, none of them empty.</summary>
    /// <param name="html">A whole page or a part of one; broken markup is read as browsers read it.</param>
    public static IReadOnlyList<TextBlock> Blocks(string html)
    {
        var blocks = new List<TextBlock>();
        var (line, linked) = (new StringBuilder(), 0);
        using var document = parser.ParseDocument(html);
        Read(document.DocumentElement, inLink: false);
        End();
        return blocks;

        void Read(INode node, bool inLink)
        {
            if (node is IText text)
            {
                Append(text.Data, inLink);
                return;
            }
            if (node is not IElement element || Unseen.Contains(element.LocalName) || element.HasAttribute("hidden"))
                return;
            bool newLine = !Inline.Contains(element.LocalName);
            if (newLine)
                End();
            foreach (var child in element.ChildNodes)
                Read(child, inLink || element.LocalName == "a");
            if (newLine)
                End();
        }

        void Append(string text, bool inLink)
        {
            foreach (char c in text)
            {
                bool isSpace = WhiteSpace.Contains(c);
                if (isSpace && (line.Length == 0 || line[^1] == ' '))
                    continue;
                line.Append(isSpace ? ' ' : c);
                linked += inLink ? 1 : 0;
            }
        }

        void End()
        {
            string text = line.ToString().Trim(WhiteSpace);
            if (text.Length > 0)
                blocks.Add(new(text, Math.Min(1, (double)linked / text.Length)));
            line.Clear();
            linked = 0;
        }
    }
}
