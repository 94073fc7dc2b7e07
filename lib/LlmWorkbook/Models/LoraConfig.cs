namespace LlmWorkbook.Models;

/// <summary>Size and place of the low-rank updates.</summary>
public sealed record LoraConfig
{
    /// <summary>Rank of each update, r.</summary>
    public int Rank { get; init => field = Check.AtLeast(value, 1); } = 8;

    /// <summary>An update counts alpha / r: so a rate found at one rank does at another.</summary>
    public double Alpha { get; init => field = Check.AtLeast(value, 0); } = 16;

    /// <summary>Last part of the names of the layers that are updated; by default all linear layers of the blocks.</summary>
    public IReadOnlyList<string> Layers { get; init; } = ["c_attn", "c_proj", "c_fc"];
}
