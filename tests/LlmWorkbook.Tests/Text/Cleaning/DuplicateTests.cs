using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text.Cleaning;

public sealed class DuplicateTests
{
    [Fact]
    public void Exact_copies_are_found_whatever_their_case_and_punctuation() =>
        Assert.Equal([0, 1, 0, 1, 4], ExactDuplicates.FirstOf(["A red ball.", "一个皮球。", "a RED  ball!", "一个皮球！", "A red balloon."]));

    [Fact]
    public void Shingles_are_the_set_of_windows()
    {
        Assert.Equal(3, Shingles.Of("a b c d e", 3).Count);
        Assert.Equal(2, Shingles.Of("a b a b a b", 2).Count);
        Assert.Single(Shingles.Of("a b", 5));
        Assert.Equal(Shingles.Of("A, b; c d!", 2), Shingles.Of("a b c d", 2));
        Assert.NotEqual(Shingles.Of("ab c", 2), Shingles.Of("a bc", 2));
    }

    [Fact]
    public void Jaccard_is_common_over_all()
    {
        Assert.Equal(1.0 / 3, Shingles.Jaccard(Shingles.Of("a b c", 2), Shingles.Of("b c d", 2)), 12);
        Assert.Equal(1, Shingles.Jaccard(Shingles.Of("a b c", 2), Shingles.Of("A B C.", 2)));
        Assert.Equal(0, Shingles.Jaccard(Shingles.Of("a b c", 2), Shingles.Of("d e f", 2)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void MinHash_errs_as_theory_says(double jaccard)
    {
        const int K = 128, Pairs = 400, Size = 100;
        int common = (int)Math.Round(2 * Size * jaccard / (1 + jaccard));
        double truth = (double)common / (2 * Size - common);
        var random = new SplitMix64(7);
        double sum = 0, squares = 0;
        for (int pair = 0; pair < Pairs; pair++)
        {
            ulong[] elements = [.. Enumerable.Range(0, 2 * Size - common).Select(_ => random.Next())];
            var a = MinHash.Signature(elements.Take(Size).ToHashSet(), K);
            var b = MinHash.Signature(elements.Skip(Size - common).ToHashSet(), K);
            double error = MinHash.Similarity(a, b) - truth;
            (sum, squares) = (sum + error, squares + error * error);
        }
        double expected = MinHash.StandardError(truth, K);
        Assert.InRange(sum / Pairs, -4 * expected / Math.Sqrt(Pairs), 4 * expected / Math.Sqrt(Pairs));
        Assert.InRange(Math.Sqrt(squares / Pairs) / expected, 1 - 4 / Math.Sqrt(2 * Pairs), 1 + 4 / Math.Sqrt(2 * Pairs));
    }

    [Fact]
    public void Bands_make_candidates_with_the_probability_of_theory()
    {
        const int Pairs = 300;
        var rules = new NearDuplicateRules { Bands = 16, Rows = 4 };
        var random = new SplitMix64(11);
        int met = Enumerable.Range(0, Pairs).Count(_ =>
        {
            ulong[] elements = [.. Enumerable.Range(0, 150).Select(_ => random.Next())]; // J = 50 / 150
            ulong[][] signatures = [MinHash.Signature(elements.Take(100).ToHashSet(), rules.Hashes), MinHash.Signature(elements.Skip(50).ToHashSet(), rules.Hashes)];
            return NearDuplicates.Candidates(signatures, rules).Any();
        });
        double p = rules.CandidateProbability(1.0 / 3);
        Assert.InRange(met, Pairs * p - 4 * Math.Sqrt(Pairs * p * (1 - p)), Pairs * p + 4 * Math.Sqrt(Pairs * p * (1 - p)));
        Assert.Equal(1 - Math.Pow(1 - 1.0 / 81, 16), p, 12);
    }

    [Fact]
    public void Near_copies_are_one_cluster_named_by_its_first()
    {
        string[] stories = [.. World.Stories.Documents(Language.English, Split.Train, 3, 40).Select(d => d.Text)];
        string Changed(string text, int words) => string.Join(' ', text.Split(' ').Select((w, i) => i < words ? "other" : w));
        // A chain: 40 is like 5, 41 is like 40.
        string[] texts = [.. stories, Changed(stories[5], 12), Changed(stories[5], 20), stories[9] + " The end."];
        int[] firsts = NearDuplicates.FirstOf(texts, new() { ShingleWords = 3, Threshold = 0.6 });
        Assert.Equal(Enumerable.Range(0, 40), firsts[..40]);
        Assert.Equal([5, 5, 9], firsts[40..]);
    }

    [Fact]
    public void Hashes_are_the_same_on_every_machine()
    {
        var set = Shingles.Of("北京是中国的首都。", 3);
        Assert.Equal(6, set.Count);
        Assert.Equal([1111373551114298450UL, 1362835804738991529UL], MinHash.Signature(set, 2));
    }
}
