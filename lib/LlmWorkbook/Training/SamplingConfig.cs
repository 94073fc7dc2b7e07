namespace LlmWorkbook.Training;

/// <summary>How the next token is drawn from the model's distribution.</summary>
public sealed record SamplingConfig
{
    /// <summary>Divides the logits: below 1 sharper, above 1 flatter, 0 always the most likely token.</summary>
    public double Temperature { get; init => field = Check.AtLeast(value, 0); } = 1;

    /// <summary>Draw among the k most likely tokens only (Fan et al. 2018); null for all.</summary>
    public int? TopK { get; init => field = value is { } k ? Check.AtLeast(k, 1) : null; }

    /// <summary>Draw among the most likely tokens whose probabilities add up to p (Holtzman et al. 2020, nucleus sampling); null for all.</summary>
    public double? TopP { get; init => field = value is { } p ? Check.Within(p, 0, 1) : null; }

    /// <summary>Fixes the draws.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>Keep keys and values of the tokens read, instead of reading the whole context again for each token.</summary>
    public bool UseCache { get; init; } = true;
}
