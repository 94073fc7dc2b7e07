using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class WorldMixtureTests
{
    private static readonly WorldMixture mixture = new(
        new MixturePart(World.Stories, Language.English, 2), new MixturePart(World.Facts, Language.English, 1, 3), new MixturePart(World.Facts, Language.Chinese, 1, 2));

    [Fact]
    public void The_closed_form_of_the_entropy_lies_within_three_standard_errors_of_the_mean()
    {
        double[] bits = [.. mixture.Documents(Split.Train, seed: 3, 20_000).Select(d => d.Bits)];
        double mean = bits.Average();
        double standardError = Math.Sqrt(bits.Sum(b => (b - mean) * (b - mean)) / bits.Length / bits.Length);
        Assert.InRange(mixture.EntropyBits, mean - 3 * standardError, mean + 3 * standardError);
    }

    [Fact]
    public void Which_corpus_a_document_is_of_tells_nothing_about_what_it_says()
    {
        // Were both drawn from the same stream of chance, stories would begin in one way only.
        var stories = mixture.Documents(Split.Train, seed: 3, 4_000).Where(d => d.Trace[0].Index == 0).ToList();
        Assert.InRange(stories.Count, 1_850, 2_150);
        Assert.InRange(stories.Count(d => d.Trace[1].Index == 0) / (double)stories.Count, 0.72, 0.78); // the first wording has 6 of 8
    }

    [Fact]
    public void Sheets_of_facts_read_as_one_text()
    {
        var sheet = mixture.Documents(Split.Train, seed: 3, 100).First(d => d.Trace[0].Index == 1);
        Assert.Equal(3, sheet.Text.Split(". ").Length);
        Assert.Equal(7, sheet.Trace.Count);
        var chinese = mixture.Documents(Split.Train, seed: 3, 100).First(d => d.Trace[0].Index == 2);
        Assert.Equal(2, chinese.Text.Count(c => c == '。'));
        Assert.DoesNotContain(' ', chinese.Text);
    }
}
