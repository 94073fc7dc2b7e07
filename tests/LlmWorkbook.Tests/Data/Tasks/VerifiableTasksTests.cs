using System.Globalization;
using System.Text.RegularExpressions;
using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class VerifiableTasksTests
{
    [Fact]
    public void A_solution_is_right_and_every_word_is_known()
    {
        foreach (var language in Enum.GetValues<Language>())
            foreach (var split in Enum.GetValues<Split>())
                foreach (var task in VerifiableTasks.Documents(language, split, seed: 3, 500))
                {
                    Assert.True(task.IsRight(task.Solution), task.ToString());
                    Vocabulary.HasEveryWordOf(task.Prompt);
                    Vocabulary.HasEveryWordOf(task.Solution);
                }
    }

    [Theory]
    [InlineData(Language.English, "two three four five")]
    [InlineData(Language.Chinese, "两个 三个 四个 五个")]
    public void A_solution_in_N_words_has_N_words(Language language, string numbers)
    {
        foreach (var task in VerifiableTasks.Documents(language, Split.Train, 1, 100, ["words"]))
            Assert.Equal(2 + numbers.Split(' ').ToList().FindIndex(n => task.Prompt.Contains(n, StringComparison.Ordinal)), World.Words.Count(task.Solution) - 1);
    }

    [Theory]
    [InlineData("add", "19", "19", 1)]
    [InlineData("add", "19", "9", 0.5)]
    [InlineData("add", "19", "18", 0.1)]
    [InlineData("add", "19", "nineteen", 0)]
    [InlineData("add", "19", "19 19", 0)]
    [InlineData("sort", "3 7 12", "3 12 7", 1.0 / 3)]
    [InlineData("sort", "3 7 12", "3 7 12 12", 0.75)]
    [InlineData("copy", "dog cat fox", "dog cat fox.", 1)]
    [InlineData("copy", "dog cat fox", "", 0)]
    [InlineData("words", "A small animal.", "I do not know.", 2.0 / 3)]
    [InlineData("words", "A small animal.", "Any old thing!", 1)]
    [InlineData("json", """{"name": "Lily", "age": 7}""", """{"age": 7, "name": "Lily"}""", 1)]
    [InlineData("json", """{"name": "Lily", "age": 7}""", """{"name": "Lily", "age": "7"}""", 0.75)]
    [InlineData("json", """{"name": "Lily", "age": 7}""", """{"name": "Lily", "age": 7, "city": "Paris"}""", 0.75)]
    [InlineData("json", """{"name": "Lily", "age": 7}""", """{"name": "Lily", "age": 7""", 0)]
    [InlineData("json", """{"name": "Lily", "age": 7}""", "7", 0)]
    public void Credit_is_partial_and_one_only_for_what_is_right(string kind, string solution, string answer, double credit) =>
        Assert.Equal(credit, new VerifiableTask(kind, Language.English, "", solution).Credit(answer), 1e-9);

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void What_is_held_out_is_never_asked_in_training(Language language)
    {
        foreach (string kind in VerifiableTasks.Kinds)
        {
            var trained = VerifiableTasks.Documents(language, Split.Train, 1, 20_000, [kind]).Select(t => t.Prompt).ToHashSet();
            Assert.DoesNotContain(VerifiableTasks.Documents(language, Split.Composition, 1, 500, [kind]), t => trained.Contains(t.Prompt));
        }
    }

    [Fact]
    public void A_sum_that_is_held_out_in_one_language_is_asked_in_the_other()
    {
        HashSet<string> Sums(Language language, Split split) =>
            [.. VerifiableTasks.Documents(language, split, 1, 5_000, ["add"], largest: 12).Select(t => string.Join('+', Regex.Matches(t.Prompt, "[0-9]+").Select(m => m.Value)))];
        Assert.NotEmpty(Sums(Language.English, Split.Composition));
        Assert.Subset(Sums(Language.Chinese, Split.Train), Sums(Language.English, Split.Composition));
    }

    /// <summary>With less than 4 no sum would be of the split, and the search for one would never end.</summary>
    [Fact]
    public void The_smallest_range_still_holds_sums_out_and_a_smaller_one_is_refused()
    {
        foreach (var language in Enum.GetValues<Language>())
            Assert.Equal(20, VerifiableTasks.Documents(language, Split.Composition, 1, 20, ["add"], largest: 4).Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => VerifiableTasks.Documents(Language.English, Split.Composition, 1, 1, ["add"], largest: 3).Count());
    }

    [Fact]
    public void No_number_is_above_the_largest()
    {
        foreach (var task in VerifiableTasks.Documents(Language.English, Split.Train, 1, 500, ["add", "sort"], largest: 12))
            Assert.All(Regex.Matches(task.Prompt + " " + task.Solution, "[0-9]+"), m => Assert.InRange(int.Parse(m.Value, CultureInfo.InvariantCulture), 0, 12));
    }
}
