using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>The magics that only tell something.</summary>
internal static class Information
{
    public static void Show(Session session, CellPart.Command command)
    {
        switch (command.Name)
        {
            case "lsmagic":
                Table(["Magic command", "Meaning"], MagicNames.All.Select(m => new[] { m.Name, m.Meaning }));
                break;
            case "who":
                Table(["Name"], Variables(session, command).Select(v => new[] { v.Name }));
                break;
            case "whos":
                Table(["Name", "Type", "Value"], Variables(session, command).Select(v => new[] { v.Name, CSharpName.Short(v.Type), DefaultFormats.Line(v.Value) }));
                break;
            case "about":
                Table(["", "Version"], Versions());
                break;
        }
    }

    private static IEnumerable<CellVariable> Variables(Session session, CellPart.Command command) => session.Variables(command.Language).Values.OrderBy(v => v.Name, StringComparer.Ordinal);

    private static IEnumerable<string[]> Versions() =>
    [
        [".NET (C#), the workbook's kernel", Version(typeof(Information))],
        ["C# compiler (Roslyn)", Version(typeof(Microsoft.CodeAnalysis.CSharp.CSharpCompilation))],
        [".NET", RuntimeInformation.FrameworkDescription],
        ["System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"],
    ];

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? type.Assembly.GetName().Version!.ToString();

    private static void Table(string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        var html = $"<table><thead>{Row("th", columns)}</thead><tbody>{string.Concat(all.Select(r => Row("td", r)))}</tbody></table>";
        var widths = columns.Select((c, i) => all.Select(r => r[i].Length).Append(c.Length).Max()).ToArray();
        var plain = string.Join('\n', all.Prepend(columns).Select(r => string.Join("  ", r.Select((c, i) => c.PadRight(widths[i]))).TrimEnd()));
        DisplaySink.Current.Display(new() { [HtmlFormatter.MimeType] = html, [PlainTextFormatter.MimeType] = plain }, Guid.NewGuid().ToString("N"));
    }

    private static string Row(string tag, string[] cells) => $"<tr>{string.Concat(cells.Select(c => $"<{tag}>{WebUtility.HtmlEncode(c)}</{tag}>"))}</tr>";
}
