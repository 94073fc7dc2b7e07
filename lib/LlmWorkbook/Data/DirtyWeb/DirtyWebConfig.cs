namespace LlmWorkbook.Data;

/// <summary>What the dirty web is like: all rates are shares between 0 and 1.</summary>
public sealed record DirtyWebConfig
{
    /// <summary>Fixes every page.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>Share of pages in Chinese; the others are in English.</summary>
    public double Chinese { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.4;

    /// <summary>Share of pages with the text of an earlier page, word for word, on another site.</summary>
    public double ExactCopies { get; init => field = Check.Within(value, 0.0, 0.4); } = 0.1;

    /// <summary>Share of pages with the text of an earlier page, changed in a few places.</summary>
    public double NearCopies { get; init => field = Check.Within(value, 0.0, 0.4); } = 0.12;

    /// <summary>Share of pages that are spam.</summary>
    public double Spam { get; init => field = Check.Within(value, 0.0, 0.2); } = 0.1;

    /// <summary>Share of pages whose UTF-8 was read as Windows-1252 or Latin-1.</summary>
    public double Mojibake { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.12;

    /// <summary>Share of these that lost characters on the way, so that nothing brings their text back.</summary>
    public double LossyMojibake { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.25;

    /// <summary>Share of texts with a line or two in the other language.</summary>
    public double ForeignLines { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.2;

    /// <summary>Share of texts with personal data; as many have numbers that only look like it.</summary>
    public double PersonalData { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.25;

    /// <summary>Share of pages with a reader's comment under the text.</summary>
    public double Comments { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.15;

    /// <summary>Share of sites with a cookie banner.</summary>
    public double CookieBanners { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.7;

    /// <summary>Number of sites per language; the pages of a site have its menu, banner and footer.</summary>
    public int Sites { get; init => field = Check.Within(value, 1, 1_000); } = 8;

    /// <summary>Most changes that a near copy has.</summary>
    public int MostEdits { get; init => field = Check.Within(value, 1, 1_000); } = 5;
}
