using System.Net;

namespace LlmWorkbook.Lessons;

/// <summary>What the loss doctor found; shows itself in a notebook.</summary>
/// <param name="Findings">What looks wrong, the most important first; empty for a healthy run.</param>
[TypeFormatterSource(typeof(DiagnosisFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record Diagnosis(IReadOnlyList<Finding> Findings)
{
    private const string Nothing = "nothing unusual.";

    /// <summary>As a fragment of a page, on no background: it reads on white and on black.</summary>
    public string Html => $"<div class=\"workbook-diagnosis\" style=\"border-left:4px solid {(Findings.Count == 0 ? "#009E73" : "#D55E00")};padding:2px 10px;margin:4px 0\"><b>Loss doctor:</b> "
        + (Findings.Count == 0 ? Nothing : string.Concat(Findings.Select(f => $"<div>{WebUtility.HtmlEncode(f.Sentence)}</div>"))) + "</div>";

    /// <summary>All sentences in one line.</summary>
    public override string ToString() => $"Loss doctor: {(Findings.Count == 0 ? Nothing : string.Join(" ", Findings.Select(f => f.Sentence)))}";
}

/// <summary>One thing that looks wrong.</summary>
/// <param name="Disease">What it is.</param>
/// <param name="Sentence">What is seen, and what to try.</param>
public sealed record Finding(Disease Disease, string Sentence);

/// <summary>What can be wrong with a run.</summary>
public enum Disease
{
    /// <summary>A loss or a gradient is not a number.</summary>
    NotANumber,

    /// <summary>The loss stays where a blind guess is.</summary>
    NotLearning,

    /// <summary>Held-out loss below the floor.</summary>
    Leak,

    /// <summary>Held-out loss far above training loss.</summary>
    Memorising,

    /// <summary>Single steps have gradients many times longer than usual.</summary>
    GradientSpike,

    /// <summary>The loss rises again, or stays high while gradients jump.</summary>
    RateTooHigh,

    /// <summary>The loss falls slowly, along a straight line.</summary>
    RateTooLow,
}

/// <summary>How diagnoses show themselves; kernels find it by its name.</summary>
internal sealed class DiagnosisFormatterSource
{
    /// <summary>One formatter per form; kernels call this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ConventionFormatter(typeof(Diagnosis), "text/html", shown => ((Diagnosis)shown).Html),
        new ConventionFormatter(typeof(Diagnosis), "text/plain", shown => shown.ToString()!),
    ];
}
