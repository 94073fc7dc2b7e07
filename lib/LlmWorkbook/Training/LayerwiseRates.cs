using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Training;

/// <summary>
/// Learning rates that fall towards the input (Howard and Ruder 2018, section 3.2, "discriminative fine-tuning"): lower blocks hold what is
/// general and should move less.
/// </summary>
public static partial class LayerwiseRates
{
    /// <summary>
    /// The factor of each parameter, for <see cref="Trainer"/>: 1 in the last block and above, <paramref name="decay"/> times as much in each
    /// block below, and once more in the embeddings below the first.
    /// </summary>
    /// <param name="layers">Number of blocks, L.</param>
    /// <param name="decay">From one block to the one below it; Howard and Ruder have 1 / 2.6.</param>
    /// <returns>From a parameter's name to its factor: decay to the power of L - 1 - l in block l, of L in embeddings.</returns>
    public static Func<string, double> Factors(int layers, double decay)
    {
        Check.Within(decay, 0, 1, nameof(decay));
        return name => Math.Pow(decay,
            Block().Match(name) is { Success: true } block ? layers - 1 - int.Parse(block.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : Embedding().IsMatch(name) ? layers : 0);
    }

    [GeneratedRegex(@"\bh\.(\d+)\.")]
    private static partial Regex Block();

    [GeneratedRegex(@"\bw[tps]e\.")]
    private static partial Regex Embedding();
}
