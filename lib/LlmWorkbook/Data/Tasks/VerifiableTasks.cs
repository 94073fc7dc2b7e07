namespace LlmWorkbook.Data;

/// <summary>Sums up to 99, sorting, copying, answering in N words and writing JSON; every number is one token.</summary>
public static class VerifiableTasks
{
    /// <summary>One task in so many is kept for <see cref="Split.Composition"/>, in each language another one: what is held out in one may be asked in the other.</summary>
    private const int HeldOut = 8;

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["add", "sort", "copy", "words", "json"];

    /// <summary>The first <paramref name="count"/> tasks of a split; number n depends on (seed, n) alone.</summary>
    /// <param name="language">The language of prompt and answer.</param>
    /// <param name="split">In <see cref="Split.Composition"/> are sums, lists and names with ages that training never has in this language.</param>
    /// <param name="seed">Fixes the tasks.</param>
    /// <param name="count">How many.</param>
    /// <param name="kinds">Which kinds, in turn; all if none is named.</param>
    /// <param name="largest">The largest sum, and the largest number to be sorted, 4 to 99; with less no sum would be held out.</param>
    public static IEnumerable<VerifiableTask> Documents(Language language, Split split, long seed, int count, IReadOnlyList<string>? kinds = null, int largest = 99)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largest, 99);
        kinds = kinds is { Count: > 0 } ? kinds : Kinds;
        for (int n = 0; n < count; n++)
        {
            string kind = kinds[n % kinds.Count];
            var random = SplitMix64.At(seed, n * 4L + (int)split);
            // What a task is about is drawn again until it is of the split; what is asked nowhere needs an entropy.
            (int Key, string First, string Second, string Solution) content;
            do
                content = Content(kind, language, random, largest);
            while (((content.Key + (int)language) % HeldOut == 0) != (split == Split.Composition));
            var asks = AnswerPart.Of(kind).Where(a => a.Piece.Kind == "ask").ToList();
            var ask = asks[new Picker(random).Pick("ask", Weights.Normalised(asks.Select(a => a.P)))].Piece.In(language);
            yield return new(kind, language, Fill(ask, content.First, content.Second), content.Solution);
        }
    }

    private static (int Key, string First, string Second, string Solution) Content(string kind, Language language, SplitMix64 random, int largest)
    {
        switch (kind)
        {
            case "add":
                int sum = 2 + random.Next(largest - 1);
                int a = 1 + random.Next(sum - 1);
                return (a + 3 * (sum - a), $"{a}", $"{sum - a}", $"{sum}");
            case "sort":
                int[] numbers = [.. Enumerable.Range(0, 3 + random.Next(3)).Select(_ => random.Next(largest + 1))];
                return (numbers.Select((number, place) => number * (place + 1)).Sum(), string.Join(' ', numbers), "", string.Join(' ', numbers.Order()));
            case "copy":
                int[] words = [.. Enumerable.Range(0, 3 + random.Next(3)).Select(_ => random.Next(Words("who", language).Count))];
                string text = string.Join(language == Language.English ? " " : "", words.Select(w => Words("who", language)[w]));
                return (words.Select((word, place) => word * (place + 1)).Sum(), text, "", text);
            case "words":
                var (count, animal) = (2 + random.Next(4), random.Next(Words("helper", language).Count));
                return (count + animal, Part("number", count), Words("helper", language)[animal], Part("words", count));
            case "json":
                var (who, age) = (random.Next(Words("who", language).Count), 1 + random.Next(99));
                string name = Words("who", language)[who];
                return (who + age, name, $"{age}", Fill(Part("json", 2), name, $"{age}"));
            default:
                throw new WorkbookException($"There is no verifiable task '{kind}'; valid are {string.Join(", ", Kinds)}.");
        }

        string Part(string part, int number) => AnswerPart.Of(part).Single(p => p.Piece.Kind == $"{number}").Piece.In(language);
    }

    private static string Fill(string text, string first, string second) => text.Replace("{0}", first).Replace("{1}", second);

    private static IReadOnlyList<string> Words(string list, Language language) => [.. World.Stories.Tables[list].Items.Select(i => string.Concat(i.Form(language, 0)))];
}
