using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

/// <summary>A world small enough to be enumerated, and grammars that are wrong.</summary>
public sealed class WorldGrammarTests
{
    private const string Words = """
        words who: he
          3 | Ann/she | 安/她
          1 | Bob/he | 波波/他
        words place
          2 | the park | 公园
          1 | a lake | 湖·边
        words object
          1 | ball | 球
          2 | old hat | 帽
        hold out object given who place: 1 in 2

        """;

    private const string Small = Words + """
        line first
          2 | {Who} went to {place}. | {who}·去·{place}。
          1 | At {place} was {who}. | 在·{place}·有·{who}。
        line second
          1 | {Who.He} saw {a object}, {a object}! | {who.he}·看见·{object}，{object}！
        """;

    private static readonly WorldGrammar grammar = WorldGrammar.Parse(Small, "small");

    [Fact]
    public void The_whole_world_sums_to_one_and_its_entropy_is_the_closed_form()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var all = grammar.All(language).ToList();
            Assert.Equal(8, all.Count); // 2 wordings, 2 x 2 x 2 picks, half of them held out
            Assert.Equal(8, all.Select(d => d.Text).Distinct().Count());
            Assert.Equal(1, all.Sum(d => Math.Pow(2, -d.Bits)), 1e-12);
            Assert.Equal(all.Sum(d => d.Bits * Math.Pow(2, -d.Bits)), grammar.EntropyBits, 1e-12);
            Assert.Equal(8, grammar.All(language, Split.Composition).Select(d => d.Text).Except(all.Select(d => d.Text)).Count());
        }
    }

    [Fact]
    public void The_next_word_after_any_beginning_is_what_counting_over_all_texts_gives()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var all = grammar.All(language).ToList();
            foreach (string prefix in all.SelectMany(d => Enumerable.Range(0, d.Words.Count + 1).Select(n => string.Concat(d.Words.Take(n)))).Distinct())
            {
                var expected = all.Where(d => Next(d, prefix) is not null)
                    .GroupBy(d => Next(d, prefix)!).ToDictionary(g => g.Key, g => g.Sum(d => Math.Pow(2, -d.Bits)));
                double total = expected.Values.Sum();
                Assert.Equal(Math.Log2(total), grammar.Log2Probability(prefix, language, whole: false), 1e-9);
                var next = grammar.NextWord(prefix, language);
                Assert.Equal(expected.Keys.Order(), next.Select(n => n.Word).Order());
                Assert.All(next, n => Assert.Equal(expected[n.Word] / total, n.Probability, 1e-9));
            }
        }
    }

    private static string? Next(Document document, string prefix) =>
        Enumerable.Range(0, document.Words.Count + 1).Where(n => string.Concat(document.Words.Take(n)) == prefix)
            .Select(n => n < document.Words.Count ? document.Words[n] : "").SingleOrDefault();

    [Fact]
    public void Masked_words_are_filled_as_counting_over_all_texts_gives()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var all = grammar.All(language).ToList();
            foreach (var document in all)
                for (int i = 0; i < document.Words.Count; i++)
                    for (int j = i + 1; j < document.Words.Count; j++)
                    {
                        string?[] pattern = [.. document.Words];
                        (pattern[i], pattern[j]) = (null, null);
                        string masked = string.Concat(pattern.Select((w, n) => w ?? (document.Words[n][0] == ' ' ? " [MASK]" : "[MASK]")));
                        var expected = all.Where(d => d.Words.Count == pattern.Length && d.Words.Zip(pattern).All(p => p.Second is null || p.First == p.Second))
                            .GroupBy(d => d.Words[i] + "|" + d.Words[j]).ToDictionary(g => g.Key, g => g.Sum(d => Math.Pow(2, -d.Bits)));
                        var filled = grammar.Fill(masked, language);
                        Assert.Equal(expected.Keys.Order(), filled.Select(f => string.Join('|', f.Words)).Order());
                        Assert.All(filled, f => Assert.Equal(expected[string.Join('|', f.Words)] / expected.Values.Sum(), f.Probability, 1e-9));
                    }
        }
    }

    [Fact]
    public void English_takes_articles_capitals_and_forms()
    {
        var texts = grammar.All(Language.English).Select(d => d.Text).ToList();
        Assert.Contains("Ann went to a lake. She saw an old hat, an old hat!", texts.Concat(grammar.All(Language.English, Split.Composition).Select(d => d.Text)));
        Assert.Contains("Bob went to the park. He saw a ball, a ball!", texts.Concat(grammar.All(Language.English, Split.Composition).Select(d => d.Text)));
    }

    [Fact]
    public void An_ambiguous_grammar_is_seen_by_its_derivations()
    {
        var ambiguous = WorldGrammar.Parse("""
            words a
              1 | x | 甲
              1 | x y | 甲·乙
            words b
              1 | y z | 乙·丙
              1 | z | 丙
            line only
              1 | {a} {b}. | {a}·{b}。
            """, "ambiguous");
        Assert.Equal(2, ambiguous.Derive("x y z.", Language.English).Count);
        Assert.Equal(2, ambiguous.Derive("甲乙丙。", Language.Chinese).Count);
        Assert.Single(ambiguous.Derive("x z.", Language.English));
    }

    [Fact]
    public void A_text_that_the_world_cannot_write_has_no_probability()
    {
        Assert.Empty(grammar.Derive("Ann flew away.", Language.English));
        Assert.Equal(double.NegativeInfinity, grammar.Log2Probability("Ann flew", Language.English));
        Assert.Empty(grammar.NextWord("Ann flew", Language.English));
        Assert.Empty(grammar.Fill("[MASK] flew away.", Language.English));
    }

    [Theory]
    [InlineData("words a\n  1 | x\n", "Line 2", "weight | English | Chinese")]
    [InlineData("wods a\n", "Line 1", "words NAME")]
    [InlineData("words a\n  0 | x | 甲\nline l\n  1 | {a}. | {a}。\n", "Line 2", "no weight above 0")]
    [InlineData("words a\n  1 | x | 甲\nline l\n  1 | {b}. | {a}。\n", "Line 4", "no list called 'b'")]
    [InlineData("words a\n  1 | x | 甲\nline l\n  1 | {a.he}. | {a}。\n", "Line 4", "no form 'he'")]
    [InlineData("words a\n  1 | x | 甲\nline l\n  1 | {a}. | 好。\n", "wording of 'l'", "name the same")]
    [InlineData("words a\n  1 | x | 甲\nwords b\n  1 | x | 甲\nline l\n  1 | {a}. | {a}。\n", "list 'b'", "no sentence names")]
    [InlineData("words a\n  1 | x | 甲\nwords a\n  1 | x | 甲\n", "Line 3", "a second time")]
    [InlineData("words a: he\n  1 | x/y/z | 甲\n", "Line 2", "3 forms, the list names 2")]
    [InlineData("words a\n  1 | x | 甲\nhold out a given a: 1 in 5\n", "Line 3", "all or none")]
    [InlineData("words a\n  1 | x | 甲\nhold out a\n", "Line 3", "hold out NAME given")]
    public void A_wrong_table_is_told_by_its_line(string source, string where, string what)
    {
        string message = Assert.Throws<WorkbookException>(() => WorldGrammar.Parse(source, "test")).Message;
        Assert.Contains(where, message);
        Assert.Contains(what, message);
    }

    [Fact]
    public void A_list_cannot_be_held_out_given_one_that_is_picked_later()
    {
        string late = Words.Replace("object given who place", "who given place object") + "line l\n  1 | {Who} {place} {object}. | {who}·{place}·{object}。\n";
        Assert.Contains("picked later", Assert.Throws<WorkbookException>(() => WorldGrammar.Parse(late, "test")).Message);
    }
}
