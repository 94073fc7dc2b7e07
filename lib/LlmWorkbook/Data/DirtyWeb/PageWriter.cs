using System.Globalization;
using System.Text;

namespace LlmWorkbook.Data;

/// <summary>Puts a text into a page of one of the web's sites and notes which lines a reader sees.</summary>
internal sealed class PageWriter(DirtyWebConfig config, Grammar grammar)
{
    /// <summary>The page and its visible lines, top to bottom.</summary>
    /// <param name="language">Language of everything around the text.</param>
    /// <param name="index">Number of the page, which stands in its title.</param>
    /// <param name="body">Its text.</param>
    /// <param name="random">Everything that is different from page to page.</param>
    public (string Html, IReadOnlyList<string> Visible) Write(Language language, int index, IReadOnlyList<BodyLine> body, SplitMix64 random)
    {
        int number = random.Next(config.Sites);
        var site = Streams.Of(config.Seed, number * 2 + (int)language, Purpose.Site);
        string name = grammar.Write(site, BodyWriter.Prefix(language) + "Site");
        var (html, visible) = (new StringBuilder(), new List<string>());

        html.Append($"<!doctype html>\n<html lang=\"{BodyWriter.Prefix(language)}\">\n<head><meta charset=\"utf-8\"><title>{Escape(name)}</title>\n");
        html.Append($"<style>.c{number} {{ color: #333; margin: 0 }}</style>\n<script>var site = {number}, page = {index}; if (page > 0 && site < 99) {{ document.title += \" \" + page; }}</script></head>\n<body>\n");
        html.Append("<div class=\"top\"><ul>\n");
        foreach (string item in Enumerable.Range(0, 8).Select(_ => Text("Menu", site)).Distinct().Take(5))
            Show(item, "<li><a href=\"#\">", "</a>\n");
        html.Append("</ul></div>\n");
        if (site.NextDouble() < config.CookieBanners)
        {
            Show(Text("Cookie", site), "<div id=\"consent\"><p>", "</p>\n");
            Show(Text("Button", site), "<button>", "</button></div>\n");
        }
        string title = Text("Title", site), byline = Text("Byline", site);
        Show(title, "<h1>", "</h1>\n");
        Show(byline, "<p class=\"by\"><small>", "</small></p>\n<!-- text -->\n");
        bool links = random.Next(8) == 0;
        foreach (var line in body)
        {
            visible.Add(line.Text);
            html.Append("<p>").Append(Marked(line.Text, links, random)).Append(random.Next(3) == 0 ? "\n" : "</p>\n");
        }
        html.Append("<div class=\"ad\" hidden>Advertisement</div>\n<noscript>Please turn on JavaScript.</noscript>\n");
        Show(Text("Share", site), "<div>", "</div>\n");
        Show(Text("Related", random), "<div class=\"more\"><a href=\"#\">", "</a></div>\n");
        if (random.NextDouble() < config.Comments)
            Show(Text("Comment", random), "<blockquote>", "</blockquote>\n");
        Show(Text("Footer", site), "<div class=\"foot\">", "</div>\n");
        html.Append("<script>track(\"<p>not a paragraph</p>\");</script>\n</body>\n</html>\n");
        return (html.ToString(), visible);

        string Text(string symbol, SplitMix64 from) => grammar.Write(from, BodyWriter.Prefix(language) + symbol)
            .Replace("{site}", name).Replace("{page}", index.ToString(CultureInfo.InvariantCulture));

        void Show(string text, string before, string after)
        {
            visible.Add(text);
            html.Append(before).Append(Escape(text)).Append(after);
        }
    }

    /// <summary>The line with an element or two inside and line breaks where there were spaces; a reader sees no difference.</summary>
    private static string Marked(string line, bool links, SplitMix64 random)
    {
        string[] tags = links ? ["a"] : ["b", "em", "span", "a"];
        var html = new StringBuilder();
        int at = 0;
        for (int n = random.Next(3); n > 0 && at < line.Length; n--)
        {
            int from = at + random.Next(line.Length - at);
            int to = Math.Min(line.Length, from + 1 + random.Next(6));
            string tag = random.Of(tags);
            html.Append(Escape(line[at..from])).Append($"<{tag}{(tag == "a" ? " href=\"#\"" : "")}>").Append(Escape(line[from..to])).Append($"</{tag}>");
            at = to;
        }
        html.Append(Escape(line[at..]));
        return random.Next(4) == 0 ? html.Replace(". ", ".\n   ").ToString() : html.ToString();
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");
}
