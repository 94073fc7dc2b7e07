using System.Collections;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A sequence that is to be shown as a table, with more rows than other sequences get.</summary>
internal sealed class RowTable(IEnumerable rows) : IHtmlContent
{
    private const int MaxRows = 1000;
    private const int MaxLength = 4_000_000;

    public IEnumerable Rows => rows;

    public void WriteTo(TextWriter writer, System.Text.Encodings.Web.HtmlEncoder encoder) => writer.Write(ToString());

    public override string ToString() => new HtmlWriter(MaxLength).WriteTable((ValueShape.Items)ValueShape.Of(rows, MaxRows));
}
