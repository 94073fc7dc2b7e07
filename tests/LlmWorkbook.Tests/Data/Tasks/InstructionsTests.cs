using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class InstructionsTests
{
    public static TheoryData<Language> Languages => [Language.English, Language.Chinese];

    public static TheoryData<string> Tasks => [.. Instructions.Tasks];

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_closed_form_of_each_tasks_entropy_lies_within_three_standard_errors_of_the_mean(Language language)
    {
        var documents = Instructions.Documents(language, Split.Validation, seed: 7, 20_000).ToList();
        foreach (string task in Instructions.Tasks)
            Compare(Instructions.AnswerEntropyBits(task), [.. documents.Where(d => d.Task == task).Select(d => d.AnswerBits)]);
        Compare(Instructions.AnswerEntropyBits(), [.. documents.Select(d => d.AnswerBits)]);

        static void Compare(double closed, double[] bits)
        {
            double mean = bits.Average();
            double standardError = Math.Sqrt(bits.Sum(b => (b - mean) * (b - mean)) / bits.Length / bits.Length) + 1e-12;
            Assert.InRange(closed, mean - 3 * standardError, mean + 3 * standardError);
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void An_answers_bits_are_its_share_among_all_answers_to_the_prompt(Language language)
    {
        foreach (string task in (string[])["capital", "country", "how", "list", "two-turn"])
            foreach (var prompt in Instructions.All(task, language, Split.Train).GroupBy(i => string.Join('\n', i.Prompt)).Take(300))
            {
                Assert.Equal(1, prompt.Sum(i => Math.Pow(2, -i.AnswerBits)), 1e-9);
                Assert.Equal(prompt.Count(), prompt.Select(i => i.Answer).Distinct().Count());
            }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_prompt_tells_its_section_and_a_chat_its_trace(Language language)
    {
        var documents = Instructions.Documents(language, Split.Train, seed: 3, 20_000).ToList();
        foreach (var prompt in documents.GroupBy(i => string.Join('\n', i.Prompt)))
            Assert.Single(prompt.Select(i => i.Trace[0]).Distinct());
        foreach (var chat in documents.GroupBy(i => string.Join('\n', i.Turns)))
            Assert.Single(chat.Select(i => string.Join(' ', i.Trace)).Distinct());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_is_held_out_is_never_trained_on(Language language)
    {
        var trained = Instructions.Documents(language, Split.Train, 2, 20_000).Concat(Instructions.Documents(language, Split.Validation, 2, 20_000)).ToList();
        var prompts = trained.Select(i => i.Prompt[0].Text).ToHashSet();
        var heldOut = Instructions.Documents(language, Split.Composition, 2, 5_000).ToList();
        Assert.DoesNotContain(heldOut, i => prompts.Contains(i.Prompt[0].Text));
        var countries = trained.Where(i => i.Task == "capital").Select(Country).ToHashSet();
        Assert.Equal(45, countries.Count);
        Assert.Equal(15, heldOut.Where(i => i.Task == "capital").Select(Country).Except(countries).Count());
        Assert.Equal(countries, trained.Where(i => i.Task == "two-turn").Select(Country).ToHashSet());
        Assert.Equal(60, trained.Where(i => i.Task is "capital" or "language" or "continent").Select(Country).Distinct().Count());

        static int Country(Instruction i) => i.Trace.First(c => c.Key == "country").Index;
    }

    [Fact]
    public void At_least_a_thousand_prompts_on_facts_are_held_out() => Assert.InRange(
        new[] { "capital", "language", "continent", "country" }.SelectMany(t => Enum.GetValues<Language>().SelectMany(l => Instructions.All(t, l, Split.Composition)))
            .Select(i => i.Prompt[0].Text).Distinct().Count(), 1_000, 1_100);

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_word_is_one_token_and_every_chat_comes_back(Language language)
    {
        foreach (var split in Enum.GetValues<Split>())
            foreach (var turn in Instructions.Documents(language, split, seed: 5, 3_000).SelectMany(i => i.Turns))
                Vocabulary.HasEveryWordOf(turn.Text);
    }

    [Fact]
    public void The_textbooks_question_has_its_answer()
    {
        var answers = Instructions.All("capital", Language.Chinese, Split.Train).Where(i => i.Prompt[0].Text == "中国的首都是哪里?").ToList();
        Assert.Equal(["北京。", "中国的首都是北京。", "是北京。", "北京是中国的首都。", "好的。中国的首都是北京。", "当然！是北京。"], answers.Select(a => a.Answer));
        Assert.Equal(4.0 / 12, Math.Pow(2, -answers[0].AnswerBits), 1e-9);
        Assert.Contains(Instructions.All("how", Language.Chinese, Split.Train), i => i.Prompt[0].Text == "如何学习编程?");
    }

    [Fact]
    public void The_same_number_is_the_same_instruction_in_the_other_language()
    {
        foreach (int n in Enumerable.Range(0, 100))
            Assert.Equal(Instructions.Generate(Language.English, Split.Train, 1, n).Trace, Instructions.Generate(Language.Chinese, Split.Train, 1, n).Trace);
    }

    [Fact]
    public void The_rule_based_user_says_what_the_chats_of_two_turns_say()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var chats = Instructions.All("two-turn", language, Split.Train).ToList();
            Assert.All(chats, chat => Assert.Contains(chats, c => c.Prompt[1] == chat.Prompt[1] && c.Prompt[2] == RuleBasedUser.Reply(language, c.Prompt[1].Text)));
        }
    }
}
