using LlmWorkbook.Models;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class SamplerTests : IDisposable
{
    private readonly Decoder model;
    private readonly Sampler sampler;

    public SamplerTests()
    {
        manual_seed(4);
        model = new Decoder(new() { VocabularySize = 13, BlockSize = 16, Layers = 2, Heads = 2, Width = 16 }, CPU);
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            parameter.mul_(8); // a peaked distribution, as a trained model has
        sampler = new Sampler(model);
    }

    public void Dispose() => model.Dispose();

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void The_cache_changes_nothing_but_the_time(double temperature)
    {
        var config = new SamplingConfig { Temperature = temperature, Seed = 5 };
        var cached = sampler.Generate([1, 2, 3], 60, config).ToList();
        Assert.Equal(cached, sampler.Generate([1, 2, 3], 60, config with { UseCache = false }).ToList());
        Assert.Equal(60, cached.Count);
    }

    [Fact]
    public void A_seed_fixes_the_draws()
    {
        var config = new SamplingConfig { Temperature = 3, Seed = 5 };
        var first = sampler.Generate([1], 40, config).ToList();
        Assert.Equal(first, sampler.Generate([1], 40, config).ToList());
        Assert.NotEqual(first, sampler.Generate([1], 40, config with { Seed = 6 }).ToList());
    }

    [Fact]
    public void Temperature_zero_and_top_1_take_the_most_likely_token()
    {
        var greedy = sampler.Generate([1, 2], 20, new() { Temperature = 0 }).ToList();
        Assert.Equal(greedy, sampler.Generate([1, 2], 20, new() { TopK = 1 }).ToList());
        Assert.Equal(greedy, sampler.Generate([1, 2], 20, new() { TopP = 1e-9 }).ToList());
        double[] probabilities = sampler.NextTokenProbabilities([1, 2]);
        Assert.Equal(greedy[0], Array.IndexOf(probabilities, probabilities.Max()));
        Assert.Equal(1, probabilities.Sum(), 9);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(null, 0.5)]
    public void Draws_stay_among_the_likely_tokens_and_reach_each_of_them(int? topK, double? topP)
    {
        double[] probabilities = sampler.NextTokenProbabilities([7]);
        var ranked = Enumerable.Range(0, 13).OrderByDescending(i => probabilities[i]).ToList();
        int size = topK ?? 1 + ranked.Index().First(r => ranked.Take(r.Index + 1).Sum(i => probabilities[i]) >= topP!.Value).Index;
        var drawn = Enumerable.Range(0, 400)
            .Select(seed => sampler.Generate([7], 1, new() { Temperature = 1, TopK = topK, TopP = topP, Seed = seed }).Single()).ToHashSet();
        Assert.Subset(ranked.Take(size).ToHashSet(), drawn);
        Assert.True(drawn.Count >= Math.Min(size, 2));
    }

    [Fact]
    public void Sampling_streams_and_leaves_no_tensors_behind()
    {
        _ = sampler.Generate([1], 5).Count();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var stream = sampler.Generate([1], 1000).GetEnumerator())
        {
            Assert.True(stream.MoveNext());
            Assert.True(stream.MoveNext());
        }
        _ = sampler.NextTokenProbabilities([1]);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Bad_settings_are_said_in_one_sentence()
    {
        Assert.Contains("prompt is empty", Assert.Throws<WorkbookException>(() => sampler.Generate([], 1)).Message);
        Assert.Contains("Temperature is -1", Assert.Throws<WorkbookException>(() => new SamplingConfig { Temperature = -1 }).Message);
        Assert.Contains("TopK is 0", Assert.Throws<WorkbookException>(() => new SamplingConfig { TopK = 0 }).Message);
        Assert.Contains("TopP is 1.5", Assert.Throws<WorkbookException>(() => new SamplingConfig { TopP = 1.5 }).Message);
    }
}
