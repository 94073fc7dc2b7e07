using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>What lesson 2 says of its numbers.</summary>
public class TokenizerLessonTests
{
    private readonly TokenizerConfig config = new TokenizerConfig().Fast();
    private readonly Document[] train, heldOut;

    public TokenizerLessonTests()
    {
        train = [.. Enum.GetValues<Language>().SelectMany(config.Train)];
        heldOut = [.. Enum.GetValues<Language>().SelectMany(config.HeldOut)];
    }

    [Fact]
    public void BytesLookBestByTokenAndWordsAreBestByByteAboveTheFloor()
    {
        var bytes = Score(BpeTrainer.Train([], 256));
        var bpe = Score(BpeTrainer.Train(train.Select(d => d.Text), config.VocabularySize, preTokenisation: World.Words));

        Assert.True(bytes.NatsPerToken < bpe.NatsPerToken - 0.5, $"{bytes} {bpe}");
        Assert.True(bpe.BitsPerByte < 0.6 * bytes.BitsPerByte, $"{bytes} {bpe}");
        Assert.True(TokenizerScore.Floor(heldOut) < 0.5 * bpe.BitsPerByte, $"{TokenizerScore.Floor(heldOut)} {bpe}");
        Assert.Equal(1, bytes.BytesPerToken, 12);
        Assert.Equal(bytes.NatsPerToken / Math.Log(2), bytes.BitsPerByte, 12);
        Assert.InRange(bpe.TokensPerWord, 1, 1.2);
    }

    [Fact]
    public void TheSizesOfTheCurveEndWithTheVocabularys()
    {
        Assert.Equal(config.VocabularySize, config.Sizes()[^1]);
        Assert.Equal(config.Sizes().Order(), config.Sizes());
        Assert.InRange(config.Sizes()[0], 257, 400);
    }

    private TokenizerScore Score(BpeVocabulary vocabulary)
    {
        var tokenizer = vocabulary.ToTokenizer();
        return TokenizerScore.Of("", vocabulary.Size, text => tokenizer.EncodeToIds(text), train, heldOut, config.Order);
    }
}
