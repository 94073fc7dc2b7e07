namespace LlmWorkbook.Kernel.Site;

/// <summary>Turns executed notebooks into a browsable site that works from <c>file://</c>, offline.</summary>
/// <param name="executedFolder">Folder of the executed notebooks.</param>
/// <param name="siteFolder">Where the pages go; made when missing.</param>
/// <param name="plotlyScript">A copy of plotly.js to put beside the pages, or null: plots are static then.</param>
public sealed class SiteWriter(string executedFolder, string siteFolder, string? plotlyScript = null)
{
    /// <summary>Writes a page for each executed notebook, and <c>index.html</c>; returns the index's path.</summary>
    public string Write() => throw new NotSupportedException($"under construction: {executedFolder} {siteFolder} {plotlyScript}");
}
