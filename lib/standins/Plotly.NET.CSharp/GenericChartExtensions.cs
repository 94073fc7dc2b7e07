using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Styling that the C# layer does not have; its optional parameters are F#'s.</summary>
public static class GenericChartExtensions
{
    /// <summary>The chart under a title.</summary>
    public static GenericChart WithTitle(this GenericChart @this, string title, FSharpOption<Font>? TitleFont = null) =>
        @this.WithLayout(new() { ["title"] = new System.Text.Json.Nodes.JsonObject { ["text"] = title } });

    /// <summary>The chart in another template: the colours and defaults that hold where it says nothing itself.</summary>
    public static GenericChart WithTemplate(this GenericChart @this, Template template)
    {
        var bare = @this.WithLayout(new() { ["template"] = null });
        return bare.WithLayout(new() { ["template"] = template.Content.DeepClone() });
    }
}
