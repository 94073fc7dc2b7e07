using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class ReviewsTests
{
    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void The_best_classifier_reaches_the_closed_form_within_three_standard_errors(Language language)
    {
        var reviews = Reviews.Documents(language, Split.Validation, seed: 2, 20_000, noise: 0.1).ToList();
        double right = reviews.Average(r => (Reviews.PositiveProbability(language, r.Text) >= 0.5) == r.Label ? 1.0 : 0);
        double bayes = Reviews.BayesAccuracy(language, noise: 0.1);
        Assert.InRange(right - bayes, -3 * Math.Sqrt(bayes * (1 - bayes) / reviews.Count), 3 * Math.Sqrt(bayes * (1 - bayes) / reviews.Count));
        Assert.InRange(reviews.Average(r => r.Label != r.IsPositive ? 1.0 : 0), 0.1 - 0.0064, 0.1 + 0.0064);
        Assert.True(Reviews.BayesAccuracy(language, noise: 0) is > 0.95 and < 1);
    }

    [Fact]
    public void Negation_and_contrast_decide()
    {
        Assert.Equal(1, Reviews.PositiveProbability(Language.Chinese, "这部电影太棒了!"), 1e-9);
        Assert.Equal(1, Reviews.PositiveProbability(Language.English, "This movie was not bad at all."), 1e-9);
        Assert.Equal(0, Reviews.PositiveProbability(Language.English, "The service was great, but this hotel was very dull."), 1e-9);
        Assert.Equal(2.0 / 3, Reviews.PositiveProbability(Language.English, "This book was ordinary."), 1e-9);
        Assert.Equal(0.95 * 2 / 3 + 0.05 / 3, Reviews.LabelProbability(Language.English, "This book was ordinary."), 1e-9);
        Assert.Equal(0.1, Reviews.LabelProbability(Language.Chinese, "我不喜欢这部电影。", noise: 0.1), 1e-9);
        Assert.Contains("No review says 'Hm.'", Assert.Throws<WorkbookException>(() => Reviews.PositiveProbability(Language.English, "Hm.")).Message);
    }

    [Fact]
    public void Held_out_negations_are_not_in_training_and_every_word_is_known()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var trained = Reviews.Documents(language, Split.Train, 1, 20_000).Select(r => r.Text).ToHashSet();
            var heldOut = Reviews.Documents(language, Split.Composition, 1, 500).Select(r => r.Text).ToList();
            Assert.DoesNotContain(heldOut, trained.Contains);
            foreach (string text in trained.Concat(heldOut).Distinct())
                Vocabulary.HasEveryWordOf(text);
        }
    }
}
