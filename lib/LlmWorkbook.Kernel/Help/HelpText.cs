using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Markdig;

namespace LlmWorkbook.Kernel.Help;

/// <summary>A help page being written, as plain text and as Markdown at once.</summary>
internal sealed partial class HelpText
{
    private static readonly MarkdownPipeline s_html = new MarkdownPipelineBuilder().DisableHtml().Build();

    private readonly StringBuilder _plain = new();
    private readonly StringBuilder _markdown = new();

    /// <summary>The page in the MIME types that Jupyter's clients choose from. Nothing of it is taken for HTML.</summary>
    public Dictionary<string, string> Bundle()
    {
        var markdown = _markdown.ToString().Trim();
        return new() { ["text/plain"] = _plain.ToString().Trim(), ["text/markdown"] = markdown, ["text/html"] = Markdown.ToHtml(markdown, s_html).Trim() };
    }

    /// <summary>Lines of C#.</summary>
    public void Code(IEnumerable<string> lines)
    {
        var code = string.Join('\n', lines);
        _plain.Append(code).Append("\n\n");
        _markdown.Append("```csharp\n").Append(code).Append("\n```\n\n");
    }

    /// <summary>A signature with one parameter marked.</summary>
    public void Call((string Head, string[] Parameters, string Tail) call, int current)
    {
        if (current < 0 || current >= call.Parameters.Length)
        {
            Line(call.Head + string.Join(", ", call.Parameters) + call.Tail, "", "");
            return;
        }
        var before = call.Head + string.Concat(call.Parameters.Take(current).Select(p => p + ", "));
        var after = string.Concat(call.Parameters.Skip(current + 1).Select(p => ", " + p)) + call.Tail;
        Line(before, call.Parameters[current], after);
    }

    /// <summary>A paragraph of documentation; nothing when there is none.</summary>
    /// <param name="title">What stands before it, or empty.</param>
    /// <param name="element">The documentation.</param>
    public void Paragraph(string title, XElement? element)
    {
        if (element is null || Plain(element) is not { Length: > 0 } plain)
            return;
        _plain.Append(title.Length > 0 ? title + ": " : "").Append(plain).Append("\n\n");
        _markdown.Append(title.Length > 0 ? $"**{title}:** " : "").Append(Marked(element)).Append("\n\n");
    }

    /// <summary>A list of names with their documentation; nothing when it is empty.</summary>
    public void List(string title, IEnumerable<(string Name, XElement? Element, bool IsCurrent)> items)
    {
        var all = items.ToList();
        if (all.Count == 0)
            return;
        _plain.Append(title).Append(":\n");
        _markdown.Append("**").Append(title).Append(":**\n\n");
        foreach (var (name, element, isCurrent) in all)
        {
            var colon = element is not null && Plain(element).Length > 0 ? ": " : "";
            _plain.Append(isCurrent ? "> " : "  ").Append(name).Append(colon).Append(element is null ? "" : Plain(element)).Append('\n');
            _markdown.Append("- ").Append(isCurrent ? $"**{Quoted(name)}**" : Quoted(name)).Append(colon)
                .Append(element is null ? "" : Marked(element).Replace("\n\n", "\n\n  ")).Append('\n');
        }
        _plain.Append('\n');
        _markdown.Append('\n');
    }

    /// <summary>A sentence of the kernel's own.</summary>
    public void Say(string sentence)
    {
        _plain.Append(sentence).Append("\n\n");
        _markdown.Append(Escaped(sentence)).Append("\n\n");
    }

    private void Line(string before, string current, string after)
    {
        _plain.Append(before).Append(current.Length > 0 ? $"»{current}«" : "").Append(after).Append("\n\n");
        _markdown.Append(Quoted(before)).Append(current.Length > 0 ? $"**{Quoted(current)}**" : "").Append(after.Length > 0 ? Quoted(after) : "").Append("\n\n");
    }

    private static string Plain(XElement element) => Prose(element, text => text, code => code);

    private static string Marked(XElement element) => Prose(element, Escaped, Quoted);

    /// <summary>The element's text: one line a paragraph.</summary>
    private static string Prose(XElement element, Func<string, string> text, Func<string, string> code)
    {
        var all = new StringBuilder();
        Add(element);
        return BlankLines().Replace(Spaces().Replace(all.ToString(), " "), "\n\n").Trim();

        void Add(XElement parent)
        {
            foreach (var node in parent.Nodes())
                switch (node)
                {
                    case XText t:
                        all.Append(text(Space().Replace(t.Value, " ")));
                        break;
                    case XElement { Name.LocalName: "c" or "code" } e:
                        all.Append(code(Space().Replace(e.Value, " ").Trim()));
                        break;
                    case XElement { Name.LocalName: "para" or "item" or "br" } e:
                        all.Append("\n\n");
                        Add(e);
                        all.Append("\n\n");
                        break;
                    case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } e:
                        all.Append(e.Nodes().Any() ? text(Space().Replace(e.Value, " ")) : code(Target(e)));
                        break;
                    case XElement e:
                        Add(e);
                        break;
                }
        }
    }

    /// <summary>What an empty reference shows: a name without its parents and parameters.</summary>
    public static string Target(XElement reference)
    {
        var target = (string?)(reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword") ?? reference.Attribute("href")) ?? "";
        if (reference.Attribute("cref") is null)
            return target;
        var name = target[(target.IndexOf(':') + 1)..].Split('(')[0].Split('`')[0];
        return target.StartsWith("M:", StringComparison.Ordinal) || target.StartsWith("P:", StringComparison.Ordinal)
            ? string.Join('.', name.Split('.')[^Math.Min(2, name.Split('.').Length)..])
            : name[(name.LastIndexOf('.') + 1)..];
    }

    /// <summary>Text that means nothing in Markdown.</summary>
    private static string Escaped(string text) => Special().Replace(text, @"\$0");

    /// <summary>A code span, with more backticks around it than it holds.</summary>
    private static string Quoted(string code)
    {
        if (code.Length == 0)
            return "";
        var fence = new string('`', 1 + Backticks().Matches(code).Select(m => m.Length).DefaultIfEmpty(0).Max());
        return fence.Length == 1 ? $"`{code}`" : $"{fence} {code} {fence}";
    }

    [GeneratedRegex(@"[\\`*_{}\[\]<>()#+\-!|~&$^=:@]")]
    private static partial Regex Special();

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" ?\n\s*\n ?")]
    private static partial Regex BlankLines();
}
