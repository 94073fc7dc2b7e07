using System.Net;

namespace LlmWorkbook.Lessons;

/// <summary>What the check says of an answer; shows itself in a notebook, and as one line in a console.</summary>
/// <param name="Exercise">Lesson and number, such as <c>04.1</c>.</param>
/// <param name="Outcome">The verdict in one word.</param>
/// <param name="Message">The verdict in a sentence or two.</param>
[TypeFormatterSource(typeof(VerdictFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record Verdict(string Exercise, Outcome Outcome, string Message)
{
    /// <summary>Whether the answer is right.</summary>
    public bool IsRight => Outcome == Outcome.Right;

    /// <summary>As a fragment of a page, on no background: it reads on white and on black.</summary>
    public string Html
    {
        get
        {
            var (sign, colour) = Outcome switch
            {
                Outcome.Right => ("✓", "#009E73"),
                Outcome.NotYet => ("✗", "#D55E00"),
                _ => ("○", "#808080"),
            };
            return $"<div class=\"workbook-verdict\" style=\"border-left:4px solid {colour};padding:2px 10px;margin:4px 0;white-space:pre-wrap\">"
                + $"<b style=\"color:{colour}\">{sign} {Exercise}</b> {WebUtility.HtmlEncode(Message)}</div>";
        }
    }

    /// <summary>The verdict in one line.</summary>
    public override string ToString() => $"{Exercise}: {Message}";
}

/// <summary>A verdict in one word.</summary>
public enum Outcome
{
    /// <summary>The starter cell as it came.</summary>
    NotAttempted,

    /// <summary>Something is wrong.</summary>
    NotYet,

    /// <summary>Equal to the reference on all inputs.</summary>
    Right,
}

/// <summary>How verdicts show themselves; kernels find it by its name.</summary>
internal sealed class VerdictFormatterSource
{
    /// <summary>One formatter per form; kernels call this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ConventionFormatter(typeof(Verdict), "text/html", shown => ((Verdict)shown).Html),
        new ConventionFormatter(typeof(Verdict), "text/plain", shown => shown.ToString()!),
    ];
}
