using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// A decoder that gives a whole text one number (Ziegler et al. 2019; Ouyang et al. 2022): a linear head on the hidden state of the
/// text's last token, which has seen all others. The head begins at 0, so every text begins with the reward 0.
/// </summary>
public sealed class RewardModel : Module<Tensor, Tensor>
{
    [ComponentName(Name = "model")] private readonly Decoder body;
    [ComponentName(Name = "score")] private readonly Linear head;

    /// <summary>A reward model on a decoder.</summary>
    /// <param name="body">The decoder, from now on the reward model's own; give a <see cref="Decoder.Copy"/> of one that is still needed.</param>
    public RewardModel(Decoder body) : base(nameof(RewardModel))
    {
        this.body = body;
        head = ZeroHead.For(body, body.Config);
        RegisterComponents();
    }

    /// <summary>The decoder below the head, which can still tell how likely a text is.</summary>
    public Decoder Body => body;

    /// <summary>The head's weight, (1, C).</summary>
    internal Parameter HeadWeight => head.weight!;

    /// <summary>Shape of the body.</summary>
    public TransformerConfig Config => body.Config;

    /// <summary>Where the parameters are.</summary>
    public Device Device => body.Device;

    /// <summary>Rewards of texts of equal length: int64 (B, T) to float (B).</summary>
    public override Tensor forward(Tensor tokens) => Rewards(tokens);

    /// <summary>Rewards of texts that are filled up on the right.</summary>
    /// <param name="tokens">Token ids, int64 (B, T).</param>
    /// <param name="isPad">True where a row is only filled up, bool (B, T); null if no row is.</param>
    /// <returns>float (B).</returns>
    public Tensor Rewards(Tensor tokens, Tensor? isPad = null)
    {
        using var scope = NewDisposeScope();
        var hidden = body.Hidden(tokens);                                                           // (B, T, C)
        var last = isPad is null ? hidden.select(1, -1) : hidden[arange(tokens.shape[0], device: tokens.device), isPad.logical_not().sum(1) - 1]; // (B, C)
        return head.call(last).squeeze(-1).MoveToOuterDisposeScope();                               // (B, 1) -> (B)
    }

    /// <summary>Rewards of a batch's answers, which may share their prompts.</summary>
    /// <param name="batch">One of <see cref="Data.AnswerRows"/>.</param>
    /// <returns>float (N), one for each answer.</returns>
    public Tensor Rewards(Data.Batch batch)
    {
        if (batch.Packing is not { } packing)
            return Rewards(batch.Inputs, batch.IsPad);
        using var scope = NewDisposeScope();
        var last = body.Hidden(batch).flatten(0, 1).index_select(0, packing.Ends);                  // (N, C)
        return head.call(last).squeeze(-1).MoveToOuterDisposeScope();                               // (N, 1) -> (N)
    }
}
