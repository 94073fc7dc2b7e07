using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class RewardTests
{
    /// <summary>Of each kind of question and each language, a few questions.</summary>
    private static readonly List<Question> some = [.. Enum.GetValues<Language>().SelectMany(l => Question.All(l, Split.Train))
        .GroupBy(q => (q.Task, q.Language)).SelectMany(g => g.Index().Where(q => q.Index % 101 == 5).Take(2)).Select(q => q.Item)];

    [Fact]
    public void The_reward_read_off_a_text_is_that_of_its_trace()
    {
        Assert.Equal(Question.Tasks.Count * 2, some.Select(q => (q.Task, q.Language)).Distinct().Count());
        Parallel.ForEach(some, question =>
        {
            foreach (var candidate in AnswerSpace.Candidates(question))
                Assert.True(candidate.Terms == Reward.Of(question, candidate.Text), $"{question.Text} / {candidate.Text}: {candidate.Terms}, read {Reward.Of(question, candidate.Text)}");
        });
    }

    [Fact]
    public void The_space_of_answers_is_a_distribution_over_different_texts_of_known_words()
    {
        foreach (var question in some)
        {
            var candidates = AnswerSpace.Candidates(question);
            Assert.InRange(candidates.Count, 200, 5_000);
            Assert.Equal(candidates.Count, candidates.Select(c => string.Join(' ', ChatTemplate.Answer(c.Text))).Distinct().Count());
            Assert.Equal(1, candidates.Sum(c => c.Probability), 1e-9);
            Assert.Equal(candidates.Select(c => c.Text), AnswerSpace.For(question.Text));
        }
        foreach (var candidate in some.SelectMany(q => AnswerSpace.Candidates(q).Where((_, i) => i % 17 == 0)))
            Vocabulary.HasEveryWordOf(candidate.Text);
    }

    [Fact]
    public void Every_answer_of_the_instructions_is_in_its_space()
    {
        foreach (var language in Enum.GetValues<Language>())
            foreach (var i in Question.Tasks.SelectMany(t => Instructions.All(t, language, Split.Train)).Where((_, n) => n % 203 == 0))
            {
                var candidates = AnswerSpace.Candidates(Question.Find(i.Prompt[0].Text));
                var same = Assert.Single(candidates, c => c.Text == i.Answer);
                Assert.True(same.Terms.Correct > 0, i.Answer);
            }
    }

    [Theory]
    [InlineData("中国的首都是哪里?", "北京。", 2, 0, 1, 0.5, 0, 0, -0.1)]
    [InlineData("What is the capital of China?", "Sure! The capital of China is Beijing.", 2, 1, 1, 0.5, 0.5, 0, -0.45)]
    [InlineData("What is the capital of China?", "The capital of China is Paris", -2, 1, 1, 0, 0, 0, -0.3)]
    [InlineData("What is the capital of China?", "Beijing. Paris.", -2, 0, 1, 0.5, 0, 0, -0.2)]
    [InlineData("What is the capital of China?", "北京。", 0, 0, 0, 0.5, 0, 0, -0.1)]
    [InlineData("What is the capital of China?", "Call Anna at 555 0134.", 0, 0, 0, 0.5, 0, -3, -0.3)]
    [InlineData("What is the capital of China?", "", 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("突尼斯的首都是哪里？", "突尼斯城。", 2, 0, 1, 0.5, 0, 0, -0.1)]
    public void Any_text_has_a_reward(string prompt, string answer, double correct, double complete, double onTopic, double format, double polite, double harmless, double length)
    {
        var terms = Reward.Of(prompt, answer);
        double[] expected = [correct, complete, onTopic, format, polite, harmless, length];
        double[] actual = [terms.Correct, terms.Complete, terms.OnTopic, terms.Format, terms.Polite, terms.Harmless, terms.Length];
        foreach (var (e, a) in expected.Zip(actual))
            Assert.Equal(e, a, 1e-9);
        Assert.Equal(expected.Sum(), terms.Total, 1e-9);
        Assert.Equal(complete + onTopic + format + polite + length, terms.Helpful, 1e-9);
        Assert.Equal(correct, terms.Honest, 1e-9);
    }

    [Fact]
    public void A_full_answer_beats_a_perfunctory_one()
    {
        double full = Reward.Of("如何学习编程?", "先学习基础，然后多写代码，最后做一个小程序。").Total;
        Assert.True(full > Reward.Of("如何学习编程?", "就多写代码。").Total);
        Assert.True(Reward.Of("如何学习编程?", "就多写代码。").Total > Reward.Of("如何学习编程?", "我不知道。").Total);
        Assert.Contains("先学习基础，然后多写代码，最后做一个小程序。", AnswerSpace.For("如何学习编程?"));
    }

    [Fact]
    public void What_is_no_question_is_told_in_a_sentence() =>
        Assert.Contains("There is no known answer to 'Why?'", Assert.Throws<WorkbookException>(() => Reward.Of("Why?", "So.")).Message);
}
