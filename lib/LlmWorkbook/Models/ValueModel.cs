using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// PPO's critic: a decoder that says after each token what reward is still to be expected, a linear head on every hidden state. Position t
/// has not seen token t + 1, so it stands where the scores of that token stand.
/// </summary>
public sealed class ValueModel : Module<Tensor, Tensor>
{
    [ComponentName(Name = "model")] private readonly Decoder body;
    [ComponentName(Name = "v_head")] private readonly Linear head;

    /// <summary>A critic on a decoder, whose head begins at 0: nothing is expected.</summary>
    /// <param name="body">The decoder, from now on the critic's own; give a <see cref="Decoder.Copy"/> of one that is still needed.</param>
    public ValueModel(Decoder body) : base(nameof(ValueModel))
    {
        this.body = body;
        head = ZeroHead.For(body, body.Config);
        RegisterComponents();
    }

    /// <summary>A critic that begins with what a reward model says of the text so far (Ouyang et al. 2022): it need not learn first how much a question's answers are worth.</summary>
    /// <param name="rewardModel">The reward model, which stays as it is.</param>
    public ValueModel(RewardModel rewardModel) : this(rewardModel.Body.Copy())
    {
        using var _ = no_grad();
        head.weight!.copy_(rewardModel.HeadWeight);
    }

    /// <summary>What is expected after each token: int64 (B, T) to float (B, T).</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return head.call(body.Hidden(tokens)).squeeze(-1).MoveToOuterDisposeScope(); // (B, T, 1) -> (B, T)
    }
}
