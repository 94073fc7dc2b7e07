using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class MentionsTests
{
    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void The_best_tagger_reaches_the_closed_form_within_three_standard_errors(Language language)
    {
        var known = new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, double>>>();
        double names = 0, right = 0, squares = 0, bayes = Mentions.BayesAccuracy(language);
        foreach (var mention in Mentions.Documents(language, Split.Validation, seed: 2, 20_000))
        {
            if (!known.TryGetValue(mention.Text, out var posterior))
                known[mention.Text] = posterior = Mentions.Posterior(language, mention.Text);
            double hits = mention.Tags.Index().Count(t => t.Item != "O" && posterior[t.Index].MaxBy(p => p.Value).Key == t.Item);
            int here = mention.Tags.Count(t => t != "O");
            (names, right, squares) = (names + here, right + hits, squares + (hits - bayes * here) * (hits - bayes * here));
        }
        Assert.InRange(right / names - bayes, -3 * Math.Sqrt(squares) / names, 3 * Math.Sqrt(squares) / names);
        Assert.InRange(bayes, 0.9, 0.99);
    }

    [Fact]
    public void Tags_follow_the_names_word_by_word()
    {
        var mention = Mentions.Documents(Language.English, Split.Train, 1, 2_000).First(m => m.Text.EndsWith("lives in Phnom Penh.", StringComparison.Ordinal));
        Assert.Equal(["B-PER", "O", "O", "B-LOC", "I-LOC", "O"], mention.Tags);
    }

    [Fact]
    public void A_name_of_two_kinds_is_told_by_its_sentence_or_not_at_all()
    {
        Assert.Equal(1, Mentions.Posterior(Language.English, "Washington lives in London.")[0]["B-PER"], 1e-9);
        var unknown = Mentions.Posterior(Language.Chinese, "我们谈到了华盛顿。");
        Assert.Equal(["B-LOC", "B-PER"], unknown[3].Keys.Order());
    }

    [Fact]
    public void The_best_tags_are_the_likeliest()
    {
        Assert.Equal(["B-ORG", "I-ORG", "O", "O", "B-LOC", "I-LOC", "O"], Mentions.BestTags(Language.English, "Star Company is in Phnom Penh."));
        Assert.Equal("B-LOC", Mentions.BestTags(Language.English, "We talked about Sydney.")[3]);
        Assert.Equal("B-PER", Mentions.BestTags(Language.English, "We talked about Victoria.")[3]);
        Assert.Contains("'Hm.'", Assert.Throws<WorkbookException>(() => Mentions.BestTags(Language.English, "Hm.")).Message);
    }

    [Fact]
    public void A_word_is_a_token_and_has_a_tag()
    {
        foreach (var language in Enum.GetValues<Language>())
            foreach (var split in Enum.GetValues<Split>())
                foreach (var mention in Mentions.Documents(language, split, 1, 1_000))
                {
                    Assert.Equal(mention.Words, mention.Encode().Select(t => WorldTokenizer.Decode([t])));
                    Assert.Equal(mention.Words.Count, mention.Tags.Count);
                    Assert.Subset(Mentions.Tags.ToHashSet(), mention.Tags.ToHashSet());
                }
    }

    [Fact]
    public void Held_out_pairs_of_a_name_and_a_place_are_not_in_training()
    {
        var trained = Mentions.Documents(Language.English, Split.Train, 1, 20_000).Select(m => m.Text).ToHashSet();
        Assert.DoesNotContain(Mentions.Documents(Language.English, Split.Composition, 1, 500), m => trained.Contains(m.Text));
    }
}
