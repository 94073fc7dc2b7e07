using LlmWorkbook.Data;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Data;

public class ChatBatchesTests
{
    private static readonly ChatTokens[] chats =
    [
        ChatTemplate.Encode([new(Role.User, "中国的首都是哪里？"), new(Role.Assistant, "北京。")]),
        ChatTemplate.Encode([new(Role.User, "List two animals."), new(Role.Assistant, "A dog and a cow.")]),
    ];

    [Fact]
    public void Only_the_assistants_words_and_their_end_are_asked_for()
    {
        using var batch = new ChatBatches(chats, 2, 0, CPU).InOrder().Single();
        Assert.Equal("北京。<|end|>", Asked(batch, 0));
        Assert.Equal("A dog and a cow.<|end|>", Asked(batch, 1));
        Assert.Equal(chats.Sum(c => c.Tokens.Length - 1L), batch.Tokens);
        long[] read = batch.Inputs[0].data<long>().ToArray(), targets = batch.Targets[0].data<long>().ToArray();
        int end = Array.IndexOf(targets, ChatTemplate.End);
        Assert.Equal(WorldTokenizer.Encode("。").Single(), read[end]); // the end is asked for where the full stop is read
    }

    [Fact]
    public void Everything_is_asked_for_if_wanted()
    {
        using var batch = new ChatBatches(chats, 2, 0, CPU) { AsksForPrompts = true }.InOrder().Single();
        Assert.Equal(WorldTokenizer.Decode(chats[0].Tokens[1..]), Asked(batch, 0));
    }

    [Fact]
    public void A_batch_depends_on_its_number_alone()
    {
        using var one = new ChatBatches(chats, 2, 5, CPU)[3];
        using var again = new ChatBatches(chats, 2, 5, CPU)[3];
        Assert.Equal(one.Inputs.data<long>().ToArray(), again.Inputs.data<long>().ToArray());
        Assert.Contains("no chats", Assert.Throws<WorkbookException>(() => new ChatBatches([], 2, 5, CPU)[0]).Message);
    }

    private static string Asked(Batch batch, int row) =>
        WorldTokenizer.Decode(batch.Targets[row].data<long>().Where(t => t != Batch.Ignored).Select(t => (int)t));
}
