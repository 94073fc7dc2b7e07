using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Text;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>What lesson 1 says in words.</summary>
public sealed class DataLessonTests
{
    private static readonly DataConfig Config = new();

    [Fact]
    public void GPT_3_s_table_is_the_published_one()
    {
        var table = PublishedMixture.Gpt3;
        Assert.Equal([410, 19, 12, 55, 3], table.Select(c => c.BillionTokens));
        Assert.Equal(1.01, table.Sum(c => c.Weight), 12);
        Assert.Equal(0.82, table[0].Share, 2);
        Assert.Equal([0.44, 3.47, 2.0, 0.44, 3.0], table.Select(c => Math.Round(c.Epochs, 2)));
    }

    [Fact]
    public void MinHash_stays_in_its_band()
    {
        var rules = Config.Cleaning().NearDuplicates;
        var pages = DirtyWeb.OfWorld(Config.Web()).Pages(Config.Pages).Select(p => p.Provenance).ToList();
        var pairs = pages.Where(p => p.Kind == PageKind.NearCopy).Select(p => (Of(p), Of(pages[p.Original]))).ToList();
        int inside = pairs.Count(p => Shingles.Jaccard(p.Item1, p.Item2) is var truth
            && Math.Abs(MinHash.Similarity(MinHash.Signature(p.Item1, rules.Hashes), MinHash.Signature(p.Item2, rules.Hashes)) - truth) <= 2 * MinHash.StandardError(truth, rules.Hashes));
        Assert.InRange((double)inside / pairs.Count, 0.9, 0.99);

        IReadOnlySet<ulong> Of(Provenance p) => Shingles.Of(p.Clean, rules.ShingleWords);
    }

    [Fact]
    public void Validation_shares_no_text_with_the_curated_stories()
    {
        var train = Config.World(World.Stories, Split.Train, 50);
        Assert.Empty(Config.World(World.Stories, Split.Validation, 50).Intersect(train));
        Assert.Equal(30, train.Count(t => Script.Of(t) == Script.Latin));
    }

    [Fact]
    public void A_value_out_of_range_is_told_with_its_range() =>
        Assert.Contains("Spam is 0.5; it must lie between 0 and 0.2", Assert.Throws<WorkbookException>(() => Config with { Spam = 0.5 }).Message);

    [FullFact]
    public void Cleaning_and_curating_lower_the_held_out_loss()
    {
        var cleaned = WebCleaner.Clean(DirtyWeb.OfWorld(Config.Web()).Pages(Config.Pages).Select(p => p.Html), Config.Cleaning());
        var crawl = Tokens(cleaned.Select(c => string.Join(' ', c.Read.Select(l => l.Text))));
        var clean = Tokens(cleaned.Where(c => c.IsKept).Select(c => c.Text.Replace('\n', ' ')));
        Assert.InRange((double)clean.Sum(d => d.Length) / crawl.Sum(d => d.Length), 0.2, 0.3);
        var stories = Tokens(Config.World(World.Stories, Split.Train, Config.Curated));
        var facts = Tokens(Config.World(World.Facts, Split.Train, Config.Curated));
        var raw = Loss([new("crawl", crawl, 1)]);
        var good = Loss([new("clean", clean, 1)]);
        var best = Loss([new("clean", clean, 0.6), new("stories", stories, 0.25), new("facts", facts, 0.15)]);
        string all = $"{raw}, {good}, {best}";
        Assert.True(good.Stories < raw.Stories - 0.5 && good.Facts < raw.Facts - 0.5, all);
        Assert.True(best.Facts < good.Facts - 0.1 && best.Stories < good.Stories + 0.3, all);
        Assert.True(best.Stories + best.Facts < good.Stories + good.Facts, all);
    }

    private static List<int[]> Tokens(IEnumerable<string> texts) => [.. texts.Select(WorldTokenizer.Encode).Where(t => t.Length > 0)];

    private static (double Stories, double Facts) Loss(MixtureSource[] sources)
    {
        int end = WorldTokenizer.Special.End;
        var text = new TokenMixture(sources, Config.Steps * Config.BatchSize * Config.BlockSize, end, Config.Seed).Tokens;
        manual_seed(Config.Seed);
        using var model = new Decoder(Config.Model());
        var windows = new CausalWindows(text, Config.BatchSize, Config.BlockSize, Config.Seed, model.Device);
        using var trainer = new Trainer(model, b => NextTokenLoss.Mean(model.call(b.Inputs), b.Targets), n => windows[n]);
        foreach (var _ in trainer.Run(Config.Training()))
        {
        }
        return (On(World.Stories, 60), On(World.Facts, 300));

        double On(WorldGrammar grammar, int count) => HeldOut.Loss(
            model, [end, .. Tokens(Config.World(grammar, Split.Validation, count)).SelectMany(d => (int[])[.. d, end])], Config.BlockSize, model.Device);
    }
}
