using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class WorldTokenizerTests
{
    public static IEnumerable<Language> Languages => Enum.GetValues<Language>();

    [Fact]
    public void Every_word_of_the_world_is_one_token_and_every_text_comes_back()
    {
        foreach (var language in Languages)
            foreach (var document in World.Stories.Documents(language, Split.Validation, 1, 300).Concat(World.Facts.All(language)).Concat(World.Stories.Documents(language, Split.Composition, 1, 100)))
            {
                int[] tokens = WorldTokenizer.Encode(document.Text);
                Assert.Equal(document.Words.Count, tokens.Length);
                Assert.Equal(document.Text, WorldTokenizer.Decode(tokens));
            }
    }

    [Fact]
    public void Every_form_of_every_word_is_one_token()
    {
        foreach (var language in Languages)
            foreach (string word in World.Stories.Forms(language).Concat(World.Facts.Forms(language)))
                Assert.True(WorldTokenizer.Encode(word).Length == 1, word);
        foreach (var document in World.Pretraining.Documents(Split.Validation, 1, 500))
            Assert.Equal(WorldTokenizer.Encode(document.Text), WorldTokenizer.Encode(document));
    }

    [Fact]
    public void Words_of_the_later_stages_are_one_token_too()
    {
        foreach (var language in Languages)
            foreach (string sentence in World.Talk(language))
            {
                Assert.Equal(World.Words.Count(sentence), WorldTokenizer.Encode(sentence).Length);
                Assert.Equal(sentence, WorldTokenizer.Decode(WorldTokenizer.Encode(sentence)));
            }
        for (int n = 0; n < 100; n++)
            Assert.Single(WorldTokenizer.Encode($"{n}"));
    }

    [Fact]
    public void A_mask_or_sentinel_in_the_place_of_a_word_leaves_every_other_id_as_it_is()
    {
        foreach (string replacement in new[] { "[MASK]", "[X]" })
            foreach (var language in Languages)
                foreach (var document in World.Stories.Documents(language, Split.Train, 2, 20).Concat(World.Facts.Documents(language, Split.Train, 2, 100)))
                {
                    int[] tokens = WorldTokenizer.Encode(document.Text);
                    for (int i = 0; i < document.Words.Count; i++)
                    {
                        string text = string.Concat(document.Words.Select((w, n) => n != i ? w : w[0] == ' ' ? " " + replacement : replacement));
                        int[] replaced = WorldTokenizer.Encode(text);
                        Assert.Equal(tokens.Select((t, n) => n == i ? WorldTokenizer.Encode(replacement)[0] : t), replaced);
                    }
                }
    }

    [Fact]
    public void Any_other_text_comes_back_too()
    {
        foreach (string text in new[] { "", "  two  spaces\n", "Ünïcode é \u0301", "🙂 中国的确是", "12 + 7 = 19", "{\"name\": \"Lily\"}", "[SEP]" })
            Assert.Equal(text, WorldTokenizer.Decode(WorldTokenizer.Encode(text)));
    }

    [Fact]
    public void Special_tokens_are_single_ids_of_their_own()
    {
        var special = WorldTokenizer.Special;
        int[] ids = [special.Pad, special.End, special.Cls, special.Sep, special.Mask, .. special.Sentinels];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal([special.Cls, WorldTokenizer.Encode("中国")[0], special.Sep], WorldTokenizer.Encode("[CLS]中国[SEP]"));
    }
}
