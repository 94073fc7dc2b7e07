namespace LlmWorkbook.Training;

/// <summary>How the next token is drawn from the model's distribution.</summary>
public sealed record SamplingConfig
{
    /// <summary>Divides the logits: below 1 sharper, above 1 flatter, 0 always the most likely token.</summary>
    public double Temperature
    {
        get;
        init => field = value >= 0 ? value : throw new WorkbookException($"Temperature is {value}; it must be at least 0.");
    } = 1;

    /// <summary>Draw among the k most likely tokens only (Fan et al. 2018); null for all.</summary>
    public int? TopK
    {
        get;
        init => field = value is null or > 0 ? value : throw new WorkbookException($"TopK is {value}; it must be at least 1, or null for all tokens.");
    }

    /// <summary>Draw among the most likely tokens whose probabilities add up to p (Holtzman et al. 2020, nucleus sampling); null for all.</summary>
    public double? TopP
    {
        get;
        init => field = value is null or (> 0 and <= 1) ? value : throw new WorkbookException($"TopP is {value}; it lies above 0 and at most at 1, or is null for all tokens.");
    }

    /// <summary>Fixes the draws.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>Keep keys and values of the tokens read, instead of reading the whole context again for each token.</summary>
    public bool UseCache { get; init; } = true;
}
