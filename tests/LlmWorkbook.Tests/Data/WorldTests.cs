using System.Security.Cryptography;
using System.Text;
using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

/// <summary>The world as it comes with the workbook: what is claimed of its probabilities, held against its texts.</summary>
public sealed class WorldTests
{
    public static TheoryData<string, Language> Corpora => new()
    {
        { "stories", Language.English }, { "stories", Language.Chinese }, { "facts", Language.English }, { "facts", Language.Chinese },
    };

    private static WorldGrammar Corpus(string name) => name == "stories" ? World.Stories : World.Facts;

    [Theory]
    [MemberData(nameof(Corpora))]
    public void The_closed_form_of_the_entropy_lies_within_three_standard_errors_of_the_mean(string corpus, Language language)
    {
        double[] bits = [.. Corpus(corpus).Documents(language, Split.Train, seed: 7, 20_000).Select(d => d.Bits)];
        double mean = bits.Average();
        double standardError = Math.Sqrt(bits.Sum(b => (b - mean) * (b - mean)) / bits.Length / bits.Length);
        Assert.InRange(Corpus(corpus).EntropyBits, mean - 3 * standardError, mean + 3 * standardError);
    }

    [Theory]
    [MemberData(nameof(Corpora))]
    public void Every_text_has_one_derivation_with_the_generators_probability(string corpus, Language language) => Derive(corpus, language, 1_000);

    [FullFact]
    public void A_hundred_thousand_texts_of_each_language_have_one_derivation()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            Derive("stories", language, 100_000);
            Derive("facts", language, 10_000);
        }
    }

    private static void Derive(string corpus, Language language, int count)
    {
        var grammar = Corpus(corpus);
        Parallel.ForEach(grammar.Documents(language, Split.Train, seed: 11, count), document =>
        {
            var derivation = Assert.Single(grammar.Derive(document.Text, language));
            Assert.Equal(document.Bits, derivation.Bits, 1e-9);
            Assert.Equal(document.Trace, derivation.Trace);
        });
    }

    [Theory]
    [MemberData(nameof(Corpora))]
    public void Longest_match_over_the_lexicon_finds_the_words_that_were_written(string corpus, Language language)
    {
        foreach (var document in Corpus(corpus).Documents(language, Split.Train, seed: 3, 2_000))
            Assert.Equal(document.Words, World.Words.Matches(document.Text).Select(m => m.Value));
    }

    [Theory]
    [InlineData("stories", Language.English, "D30AF9C04550E906")]
    [InlineData("stories", Language.Chinese, "0F69EE30CF808EFB")]
    [InlineData("facts", Language.English, "39879FB5BF5B1AAC")]
    [InlineData("facts", Language.Chinese, "B96CF45C9B2B0857")]
    public void The_same_seed_gives_the_same_bytes_on_every_machine(string corpus, Language language, string digest)
    {
        var texts = Corpus(corpus).Documents(language, Split.Train, seed: 1, 1_000).Select(d => d.Text);
        Assert.Equal(digest, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))))[..16]);
    }

    [Fact]
    public void A_trace_tells_the_same_story_in_both_languages()
    {
        foreach (var english in World.Stories.Documents(Language.English, Split.Validation, seed: 5, 200))
        {
            string chinese = World.Stories.Realise(english.Trace, Language.Chinese);
            Assert.Equal(english.Trace, Assert.Single(World.Stories.Derive(chinese, Language.Chinese)).Trace);
            Assert.Equal(english.Text, World.Stories.Realise(english.Trace, Language.English));
        }
    }

    [Fact]
    public void Held_out_combinations_are_written_by_their_own_split_alone()
    {
        static (int, int, int) Triple(Document d) => (Item(d, "who"), Item(d, "object"), Item(d, "place"));
        static int Item(Document d, string key) => d.Trace.First(c => c.Key == key).Index;
        var trained = World.Stories.Documents(Language.English, Split.Train, 2, 20_000).Concat(World.Stories.Documents(Language.English, Split.Validation, 2, 20_000)).Select(Triple).ToHashSet();
        var heldOut = World.Stories.Documents(Language.English, Split.Composition, 2, 5_000).ToList();
        Assert.True(trained.Count > 2_000);
        Assert.DoesNotContain(heldOut, d => trained.Contains(Triple(d)));
        foreach (var document in heldOut.Take(50))
        {
            Assert.Empty(World.Stories.Derive(document.Text, Language.English));
            Assert.Equal(document.Bits, Assert.Single(World.Stories.Derive(document.Text, Language.English, Split.Composition)).Bits, 1e-9);
        }
    }

    [Fact]
    public void The_probabilities_of_the_words_multiply_to_the_texts()
    {
        foreach (var language in Enum.GetValues<Language>())
            foreach (var document in World.Stories.Documents(language, Split.Validation, 9, 3))
            {
                double bits = 0;
                string prefix = "";
                foreach (string word in document.Words.Append(""))
                {
                    var next = World.Stories.NextWord(prefix, language);
                    Assert.Equal(1, next.Sum(n => n.Probability), 1e-9);
                    bits -= Math.Log2(next.Single(n => n.Word == word).Probability);
                    prefix += word;
                }
                Assert.Equal(document.Bits, bits, 1e-6);
                Assert.Equal(-document.Bits, World.Stories.Log2Probability(document.Text, language), 1e-9);
            }
    }

    [Fact]
    public void The_textbooks_examples_hold()
    {
        Assert.Equal("天气", World.Stories.NextWord("今天", Language.Chinese)[0].Word);
        Assert.Equal("很", World.Stories.NextWord("今天天气", Language.Chinese)[0].Word);
        Assert.Equal("好", World.Stories.NextWord("今天天气很", Language.Chinese)[0].Word);
        Assert.Equal("中国", Assert.Single(World.Facts.Fill("北京是[MASK]的首都。", Language.Chinese)).Words[0]);
        var two = World.Facts.Fill("The [MASK] of China is [MASK].", Language.English);
        Assert.Equal([" capital", " Beijing"], two[0].Words);
        Assert.Equal(4.0 / 7, two[0].Probability, 1e-9);
    }

    [Fact]
    public void There_are_sixty_countries_each_with_its_own_capital()
    {
        var facts = World.Facts.All(Language.English).Where(d => d.Text.StartsWith("The capital of ", StringComparison.Ordinal)).Select(d => d.Text).ToList();
        Assert.Equal(60, facts.Count);
        Assert.Equal(60, facts.Select(f => f.Split(" is ")[1]).Distinct().Count());
        Assert.Equal(1, World.Facts.All(Language.Chinese).Sum(d => Math.Pow(2, -d.Bits)), 1e-9);
    }
}
