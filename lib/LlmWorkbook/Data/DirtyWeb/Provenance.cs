using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>A text of known origin, before anything is done to it.</summary>
/// <param name="Id">Names the text.</param>
/// <param name="Text">The text itself.</param>
public sealed record CleanDocument(string Id, string Text);

/// <summary>Where the text of a page comes from.</summary>
public enum PageKind
{
    /// <summary>A text that no earlier page has.</summary>
    Original,

    /// <summary>The text of an earlier page.</summary>
    ExactCopy,

    /// <summary>The text of an earlier page, changed in a few places.</summary>
    NearCopy,

    /// <summary>Nothing that anybody would want to read.</summary>
    Spam,
}

/// <summary>What happened to the encoding of a page.</summary>
public enum Mangling
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its UTF-8 was read as another encoding; all bytes are still there.</summary>
    Repairable,

    /// <summary>The same, and characters that no font shows were dropped.</summary>
    Lossy,
}

/// <summary>A line of a page's own text.</summary>
/// <param name="Text">The line.</param>
/// <param name="IsForeign">Whether it is in another language than the page.</param>
/// <param name="PersonalData">The personal data in it.</param>
public sealed record BodyLine(string Text, bool IsForeign, IReadOnlyList<PersonalDatum> PersonalData);

/// <summary>Everything that was done to a page: what a cleaner should find. No cleaning step may see it.</summary>
public sealed record Provenance
{
    /// <summary>Number of the page.</summary>
    public required int Index { get; init; }

    /// <summary>Where its text comes from.</summary>
    public required PageKind Kind { get; init; }

    /// <summary>The first page with this text, changed or not; the page's own number if there is none before it.</summary>
    public required int Original { get; init; }

    /// <summary>The <see cref="CleanDocument.Id"/> of its text; empty for spam.</summary>
    public required string Source { get; init; }

    /// <summary>The page's language.</summary>
    public required Language Language { get; init; }

    /// <summary>What happened to its encoding.</summary>
    public required Mangling Mangling { get; init; }

    /// <summary>Its own text, line by line, before it was mangled.</summary>
    public required IReadOnlyList<BodyLine> Body { get; init; }

    /// <summary>Every line that a reader sees, top to bottom, before it was mangled.</summary>
    public required IReadOnlyList<string> Visible { get; init; }

    /// <summary>The same lines as the page shows them.</summary>
    public required IReadOnlyList<string> Shown { get; init; }

    /// <summary>True if nothing brings the page's own text back.</summary>
    public bool IsLost => Mangling == Mangling.Lossy && Visible.Zip(Shown).Any(l => Mojibake.Repair(l.Second) != l.First && Body.Any(b => !b.IsForeign && b.Text == l.First));

    /// <summary>What a cleaner that makes no mistake keeps of the page: its own text, no foreign lines, personal data redacted; empty for spam.</summary>
    public string Clean => Kind == PageKind.Spam ? "" : string.Join('\n', Body.Where(l => !l.IsForeign).Select(l => PersonalData.Redact(l.Text, l.PersonalData)));

    /// <summary>The lines around the text: menus, banners, comments, footers.</summary>
    public IEnumerable<string> Boilerplate => Visible.Except(Body.Select(l => l.Text));
}

/// <summary>A web page and, apart from it, what was done to it.</summary>
/// <param name="Html">The page.</param>
/// <param name="Provenance">How it was made.</param>
public sealed record DirtyPage(string Html, Provenance Provenance);
