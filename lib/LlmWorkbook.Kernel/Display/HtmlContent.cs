namespace Microsoft.AspNetCore.Html;

/// <summary>A value that is HTML already and is shown as such, unescaped.</summary>
public interface IHtmlContent
{
    /// <summary>Writes the HTML.</summary>
    void WriteTo(TextWriter writer, System.Text.Encodings.Web.HtmlEncoder encoder);
}

/// <summary>HTML in a string: what <c>HTML(…)</c> returns.</summary>
/// <param name="value">The HTML.</param>
public sealed class HtmlString(string value) : IHtmlContent
{
    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, System.Text.Encodings.Web.HtmlEncoder encoder) => writer.Write(value);

    /// <summary>The HTML.</summary>
    public override string ToString() => value;
}
