using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class TokenMixtureTests
{
    private const int End = 0;

    private static readonly MixtureSource Large = new("large", [.. Enumerable.Range(0, 100).Select(i => new[] { 100 + i, 1, 1, 1 })], 3);
    private static readonly MixtureSource Small = new("small", [[10, 2], [11, 2], [12, 2], [13, 2]], 1);

    [Fact]
    public void Shares_are_those_of_the_weights_and_epochs_follow()
    {
        var mixture = new TokenMixture([Large, Small], 1_000, End, seed: 1);
        Assert.Equal(1_000, mixture.Tokens.Length);
        Assert.InRange(mixture.Drawn[0], 744, 756);
        Assert.Equal(1_000, mixture.Drawn.Sum());
        Assert.Equal([mixture.Drawn[0] / 500.0, mixture.Drawn[1] / 12.0], mixture.Epochs);
    }

    [Fact]
    public void A_document_returns_only_after_all_others_and_ends_with_the_end_token()
    {
        var mixture = new TokenMixture([Small with { Weight = 1 }], 36, End, seed: 1);
        int[][] documents = [.. mixture.Tokens.Chunk(3)];
        Assert.All(documents, d => Assert.Equal((2, End), (d[1], d[2])));
        Assert.All(documents.Chunk(4), epoch => Assert.Equal([10, 11, 12, 13], epoch.Select(d => d[0]).Order()));
        Assert.True(documents.Chunk(4).Select(e => string.Join(' ', e.Select(d => d[0]))).Distinct().Count() > 1);
        Assert.Equal(mixture.Tokens, new TokenMixture([Small], 36, End, seed: 1).Tokens);
        Assert.NotEqual(mixture.Tokens, new TokenMixture([Small], 36, End, seed: 2).Tokens);
    }

    [Fact]
    public void A_source_of_weight_0_is_not_read()
    {
        var mixture = new TokenMixture([Large with { Weight = 0 }, Small], 100, End, seed: 1);
        Assert.DoesNotContain(1, mixture.Tokens);
        Assert.Equal((0, 0), (mixture.Drawn[0], mixture.Epochs[0]));
    }

    [Fact]
    public void Wrong_weights_are_told()
    {
        Assert.Contains("must not be negative", Assert.Throws<WorkbookException>(() => new TokenMixture([Small with { Weight = -1 }, Large], 10, End, 1)).Message);
        Assert.Contains("one must be above 0", Assert.Throws<WorkbookException>(() => new TokenMixture([Small with { Weight = 0 }], 10, End, 1)).Message);
        Assert.Contains("'small' has a weight but no document", Assert.Throws<WorkbookException>(() => new TokenMixture([Small with { Documents = [] }], 10, End, 1)).Message);
    }
}
