using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class ChatTests
{
    private static readonly Turn[][] Prompts =
    [
        [new(Role.User, "中国的首都是哪里?")],
        [new(Role.User, "What is the capital of France?"), new(Role.Assistant, "Paris."), new(Role.User, "And of China?")],
        [new(Role.User, "How are you?")],
    ];

    [Fact]
    public void Prompts_that_are_read_side_by_side_get_the_answers_that_each_gets_alone()
    {
        manual_seed(3);
        using var model = new Decoder(new() { VocabularySize = WorldTokenizer.Size, BlockSize = 64, Layers = 1, Heads = 2, Width = 16 }, CPU);
        var alone = Prompts.Select(prompt => Chat.Answer(model, prompt, most: 12)).ToList();
        Assert.Equal(3, alone.Distinct().Count());
        Assert.Equal(alone, Chat.Answers(model, Prompts, most: 12));
    }
}
