using System.Net;
using System.Text;
using LlmWorkbook.Kernel.Hosting;

namespace LlmWorkbook.Kernel.Running;

/// <summary>What the command line changed in a lesson's <c>config</c>, as a table: parameter, default, now.</summary>
/// <param name="Rows">The parameters that differ from the lesson's own, and those that were named.</param>
internal sealed record ParameterTable(IReadOnlyList<ParameterRow> Rows)
{
    private static readonly ParameterRow s_head = new("parameter", "default", "now");

    /// <summary>Compares the settings before and after the injected cell.</summary>
    /// <param name="before">The lesson's own.</param>
    /// <param name="after">Those it runs with.</param>
    /// <param name="named">Parameters named on the command line; they are shown even when nothing changed.</param>
    public static ParameterTable Compare(ConfigDescription before, ConfigDescription after, IReadOnlyCollection<string> named) => new(
        [.. from setting in before.Settings
            let now = after.Settings.FirstOrDefault(s => s.Name == setting.Name)?.Value
            where now != setting.Value || named.Contains(setting.Name)
            select new ParameterRow(setting.Name, setting.Value, now ?? "")]);

    /// <summary>For a terminal: columns of equal width, one line a row.</summary>
    public string Text()
    {
        if (Rows.Count == 0)
            return "No parameter differs from the lesson's own.\n";
        var all = Rows.Prepend(s_head).Select(r => r with { Name = OneLine(r.Name), Default = OneLine(r.Default), Now = OneLine(r.Now) }).ToList();
        var (name, old) = (all.Max(r => r.Name.Length), all.Max(r => r.Default.Length));
        return string.Concat(all.Select(r => $"{r.Name.PadRight(name)}  {r.Default.PadRight(old)}  {r.Now}".TrimEnd() + "\n"));
    }

    /// <summary>For a notebook and its page.</summary>
    public string Html()
    {
        if (Rows.Count == 0)
            return $"<p>{WebUtility.HtmlEncode(Text().TrimEnd())}</p>";
        var html = new StringBuilder("<table><thead><tr><th>parameter</th><th>default</th><th>now</th></tr></thead><tbody>");
        foreach (var row in Rows)
            html.Append($"<tr><td><code>{WebUtility.HtmlEncode(row.Name)}</code></td><td>{WebUtility.HtmlEncode(row.Default)}</td><td><b>{WebUtility.HtmlEncode(row.Now)}</b></td></tr>");
        return html.Append("</tbody></table>").ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

/// <summary>One changed parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">The lesson's own value.</param>
/// <param name="Now">The value of this run.</param>
internal sealed record ParameterRow(string Name, string Default, string Now);
