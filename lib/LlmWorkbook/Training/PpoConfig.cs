namespace LlmWorkbook.Training;

/// <summary>Hyper-parameters of policy updates (PPO and GRPO); the defaults are TRL's but for the learning rate, which suits small models.</summary>
public sealed record PpoConfig
{
    /// <summary>Adam's learning rate, for policy and critic.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 1); } = 1e-3;

    /// <summary>Passes over each batch of rollouts.</summary>
    public int Epochs { get; init => field = Check.Within(value, 1, 100); } = 4;

    /// <summary>Pieces into which each pass is cut, one optimiser step each.</summary>
    public int Minibatches { get; init => field = Check.Within(value, 1, 1000); } = 1;

    /// <summary>How far a token's probability ratio may move before its gradient stops; infinity for no clipping.</summary>
    public double ClipRange { get; init => field = Check.AtLeast(value, 0); } = 0.2;

    /// <summary>How far the critic may move from what it said, in units of reward; infinity for no clipping.</summary>
    public double ValueClipRange { get; init => field = Check.AtLeast(value, 0); } = 0.2;

    /// <summary>Weight of the value loss.</summary>
    public double ValueCoefficient { get; init => field = Check.Within(value, 0, 100); } = 0.1;

    /// <summary>Weight of the policy's entropy, which is added to what is maximised.</summary>
    public double EntropyCoefficient { get; init => field = Check.Within(value, 0, 10); }

    /// <summary>Discount per token.</summary>
    public double Gamma { get; init => field = Check.Within(value, 0, 1); } = 1;

    /// <summary>GAE's trade between variance (1) and bias (0).</summary>
    public double Lambda { get; init => field = Check.Within(value, 0, 1); } = 0.95;

    /// <summary>Price of one nat of KL to the reference, beta, in units of reward.</summary>
    public double KlCoefficient { get; init => field = Check.Within(value, 0, 1000); } = 0.05;

    /// <summary>KL per answer that the price is steered to; null keeps the price fixed.</summary>
    public double? TargetKl { get; init => field = value is { } kl ? Check.AtLeast(kl, 1e-6) : null; }

    /// <summary>The batch is left as soon as a minibatch is further than this from the policy that sampled it, in nats per token; null never leaves.</summary>
    public double? StopKl { get; init => field = value is { } kl ? Check.AtLeast(kl, 0) : null; }

    /// <summary>Whether advantages are shifted and scaled to mean 0 and variance 1 (PPO), or divided by the group's deviation (GRPO).</summary>
    public bool Whiten { get; init; } = true;

    /// <summary>Longest gradient (L2 norm over all parameters).</summary>
    public double ClipNorm { get; init => field = Check.AtLeast(value, 0); } = 1;

    /// <summary>Fixes the minibatches.</summary>
    public long Seed { get; init; } = 1337;
}
