using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Training batches of chats for supervised fine-tuning: one chat to a row, and only what the assistant says is asked for (Ouyang et al.
/// 2022). Batch n depends on (seed, n) alone, so a run resumes at any batch.
/// </summary>
/// <param name="chats">What to draw from.</param>
/// <param name="batchSize">Chats per batch, B.</param>
/// <param name="seed">Fixes which chats are drawn.</param>
/// <param name="device">Where the batches are made.</param>
public sealed class ChatBatches(IReadOnlyList<ChatTokens> chats, int batchSize, long seed, Device device)
{
    /// <summary>Whether the user's words are asked for as well: what fine-tuning should not do.</summary>
    public bool AsksForPrompts { get; init; }

    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    /// <exception cref="WorkbookException">There are no chats.</exception>
    public Batch this[long index]
    {
        get
        {
            if (chats.Count == 0)
                throw new WorkbookException("There are no chats to draw from; give at least one.");
            var random = SplitMix64.At(seed, index);
            return ToBatch([.. Enumerable.Range(0, batchSize).Select(_ => chats[random.Next(chats.Count)])]);
        }
    }

    /// <summary>Every chat once, in order: for held-out chats. The last batch may be smaller.</summary>
    public IEnumerable<Batch> InOrder() => chats.Chunk(batchSize).Select(ToBatch);

    private Batch ToBatch(ChatTokens[] rows) => new(
        Rows.Padded([.. rows.Select(r => r.Tokens[..^1])], WorldTokenizer.Special.Pad, device),                                          // (B, T)
        Rows.Padded([.. rows.Select(Targets)], Batch.Ignored, device))                                                     // (B, T)
    {
        Tokens = rows.Sum(r => r.Tokens.Length - 1L),
        Lengths = [.. rows.Select(r => r.Tokens.Length - 1)],
    };

    /// <summary>Position t is asked for token t + 1, if that is the assistant's.</summary>
    private int[] Targets(ChatTokens chat) =>
        [.. chat.Tokens.Skip(1).Zip(chat.IsResponse.Skip(1), (token, isResponse) => isResponse || AsksForPrompts ? token : (int)Batch.Ignored)];
}
