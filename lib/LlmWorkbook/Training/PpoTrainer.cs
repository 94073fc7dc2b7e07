using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// Updates a policy from its own rollouts: PPO (Schulman et al. 2017) with a critic and the KL in the rewards (Ouyang et al. 2022), or GRPO
/// (Shao et al. 2024) with groups instead of a critic and the KL in the loss. Metrics carry TRL's names.
/// </summary>
public sealed class PpoTrainer : IDisposable
{
    private readonly Decoder policy;
    private readonly Decoder reference;
    private readonly ValueModel? critic;
    private readonly Parameter[] parameters;
    private readonly Adam optimizer;
    private double? beta;
    private int updates;

    /// <summary>A trainer of a policy; all models stay the caller's.</summary>
    /// <param name="policy">The policy; what of it is not frozen is trained.</param>
    /// <param name="reference">What the policy is held near; never changed.</param>
    /// <param name="critic">What expects rewards; null for GRPO, or to go without (advantages are then the rewards still to come).</param>
    public PpoTrainer(Decoder policy, Decoder reference, ValueModel? critic = null)
    {
        (this.policy, this.reference, this.critic) = (policy, reference, critic);
        parameters = [.. policy.parameters().Concat(critic?.parameters() ?? []).Where(p => p.requires_grad)];
        optimizer = optim.Adam(parameters);
    }

    /// <summary>One round of PPO on one batch of rollouts.</summary>
    /// <param name="rollouts">Answers sampled from the policy as it is now.</param>
    /// <param name="scores">Score of each answer.</param>
    /// <param name="config">Hyper-parameters; may change from round to round.</param>
    /// <returns>Means over the batch before the update (<c>objective/...</c>) and over the update's minibatches.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public IReadOnlyDictionary<string, double> Step(Rollouts rollouts, IReadOnlyList<double> scores, PpoConfig config)
    {
        using var scope = NewDisposeScope();
        var isResponse = rollouts.IsResponse;
        var sampled = rollouts.LogProbabilities;                                                        // (B, T)
        double price = beta ?? config.KlCoefficient;
        Tensor referred, values, advantages, returns;
        using (no_grad())
        {
            referred = rollouts.Everywhere(rows => LogProbabilities.OfAsked(rollouts.Scores(reference, rows), rows.Of(rollouts.Said))); // (B, T)
            values = critic is null ? zeros_like(sampled) : rollouts.Everywhere(rows => critic.call(rows.Of(rollouts.Inputs))); // (B, T)
            var rewards = TokenRewards.Of(Scores(scores, sampled), sampled, referred, isResponse, price);
            (advantages, returns) = Gae.Of(rewards, values, isResponse, config.Gamma, config.Lambda);
            if (config.Whiten)
                advantages = Whitening.Of(advantages, isResponse);
        }
        double kl = PerAnswer(KlEstimate.K1(sampled, referred), isResponse), score = scores.Average();
        var metrics = new Dictionary<string, double>
        {
            ["objective/kl"] = kl,
            ["objective/kl_coef"] = price,
            ["objective/entropy"] = PerAnswer(-sampled, isResponse),
            ["objective/scores"] = score,
            ["objective/non_score_reward"] = -price * kl,
            ["objective/rlhf_reward"] = score - price * kl,
            ["val/num_eos_tokens"] = rollouts.Ended,
            ["completions/mean_length"] = rollouts.Answers.Average(a => a.Length),
        };
        if (critic is not null)
            metrics["val/var_explained"] = PpoLoss.ExplainedVariance(values, returns, isResponse);
        var means = Update(rollouts, config, (rows, logProbabilities, note) =>
        {
            Tensor old = rows.Of(sampled), a = rows.Of(advantages), mask = rows.Of(isResponse);
            var loss = PpoLoss.Policy(logProbabilities, old, a, mask, config.ClipRange);
            note("loss/policy_avg", loss.ToDouble());
            note("policy/clipfrac_avg", PpoLoss.PolicyClipFraction(logProbabilities, old, a, mask, config.ClipRange));
            note("val/ratio", Masked.Mean((logProbabilities - old).exp(), mask).ToDouble());
            if (critic is null)
                return loss;
            Tensor now = critic.call(rows.Of(rollouts.Inputs)), before = rows.Of(values), target = rows.Of(returns);
            var valueLoss = PpoLoss.Value(now, before, target, mask, config.ValueClipRange);
            note("loss/value_avg", valueLoss.ToDouble());
            note("val/clipfrac_avg", PpoLoss.ValueClipFraction(now, before, target, mask, config.ValueClipRange));
            return loss + config.ValueCoefficient * valueLoss;
        });
        foreach (var (name, value) in means)
            metrics[name] = value;
        if (config.TargetKl is { } wanted)
            beta = AdaptiveKl.Next(price, kl, wanted, rollouts.Answers.Count);
        return metrics;
    }

    /// <summary>One round of GRPO on one batch of rollouts.</summary>
    /// <param name="rollouts">Answers sampled from the policy as it is now, those to one prompt beside each other.</param>
    /// <param name="scores">Score of each answer.</param>
    /// <param name="groupSize">Answers to each prompt, G.</param>
    /// <param name="config">Hyper-parameters; may change from round to round.</param>
    /// <returns>Means over the batch before the update (<c>reward</c>, <c>frac_reward_zero_std</c>, ...) and over the update's minibatches.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    /// <exception cref="WorkbookException">The groups have a single answer.</exception>
    public IReadOnlyDictionary<string, double> GroupStep(Rollouts rollouts, IReadOnlyList<double> scores, int groupSize, PpoConfig config)
    {
        using var scope = NewDisposeScope();
        var isResponse = rollouts.IsResponse;
        var sampled = rollouts.LogProbabilities;                                                        // (B, T)
        var rewards = Scores(scores, sampled).view(-1, groupSize);                                      // (P, G)
        var advantages = GroupAdvantage.Of(rewards, config.Whiten).view(-1, 1).expand_as(sampled);      // (B, T): the same for each token
        Tensor referred;
        using (no_grad())
            referred = rollouts.Everywhere(rows => LogProbabilities.OfAsked(rollouts.Scores(reference, rows), rows.Of(rollouts.Said))); // (B, T)
        var metrics = new Dictionary<string, double>
        {
            ["reward"] = scores.Average(),
            ["reward_std"] = rewards.std(1).mean().ToDouble(),
            ["frac_reward_zero_std"] = GroupAdvantage.DeadShare(rewards),
            ["completions/mean_length"] = rollouts.Answers.Average(a => a.Length),
        };
        var means = Update(rollouts, config, (rows, logProbabilities, note) =>
        {
            Tensor old = rows.Of(sampled), a = rows.Of(advantages), mask = rows.Of(isResponse);
            var kl = Masked.Mean(KlEstimate.K3(logProbabilities, rows.Of(referred)), mask);
            note("kl", kl.ToDouble());
            note("clip_ratio/region_mean", PpoLoss.PolicyClipFraction(logProbabilities, old, a, mask, config.ClipRange));
            return PpoLoss.Policy(logProbabilities, old, a, mask, config.ClipRange) + config.KlCoefficient * kl;
        });
        foreach (var (name, value) in means)
            metrics[name] = value;
        return metrics;
    }

    /// <summary>Epochs of minibatches, halves of each side by side; leaves early where the policy has moved too far.</summary>
    private Dictionary<string, double> Update(Rollouts rollouts, PpoConfig config, Func<RolloutRows, Tensor, Action<string, double>, Tensor> objective)
    {
        var sums = new Dictionary<string, (double Sum, int Count)>();
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = config.LearningRate;
        using var generator = new Generator((ulong)(config.Seed + updates++));
        int count = rollouts.Answers.Count, size = (count + config.Minibatches - 1) / config.Minibatches;
        policy.train();
        for (int epoch = 0; epoch < config.Epochs; epoch++)
        {
            using var order = randperm(count, generator: generator);
            foreach (long[] minibatch in order.data<long>().ToArray().Chunk(size))
            {
                StopButton.Check();
                optimizer.zero_grad();
                double tokens = minibatch.Sum(n => rollouts.Answers[(int)n].Length);
                Dictionary<string, double> Part(long[] rows) => Learn(rollouts, rows, rows.Sum(n => rollouts.Answers[(int)n].Length) / tokens, config, objective);
                var (few, many) = minibatch.Length < 2 ? (minibatch, []) : rollouts.Halves(minibatch);
                var notes = many.Length == 0 ? Part(few) : Sum(SideBySide.Run(() => Part(few), () => Part(many)));
                bool movedTooFar = notes["policy/approxkl_avg"] > config.StopKl;
                foreach (var (name, value) in notes.Where(n => !movedTooFar || n.Key == "policy/approxkl_avg"))
                    sums[name] = (sums.GetValueOrDefault(name).Sum + value, sums.GetValueOrDefault(name).Count + 1);
                if (movedTooFar)
                    return Means();
                nn.utils.clip_grad_norm_(parameters, config.ClipNorm > 0 ? config.ClipNorm : double.MaxValue);
                optimizer.step();
            }
        }
        return Means();

        static Dictionary<string, double> Sum((Dictionary<string, double> First, Dictionary<string, double> Other) notes) => notes.First.ToDictionary(n => n.Key, n => n.Value + notes.Other[n.Key]);
        Dictionary<string, double> Means() => sums.ToDictionary(s => s.Key, s => s.Value.Sum / s.Value.Count);
    }

    /// <summary>Adds some answers' share of a minibatch's gradient, and tells their share of its metrics.</summary>
    private Dictionary<string, double> Learn(Rollouts rollouts, long[] numbers, double share, PpoConfig config, Func<RolloutRows, Tensor, Action<string, double>, Tensor> objective)
    {
        using var scope = NewDisposeScope();
        var notes = new Dictionary<string, double>();
        void Note(string name, double value) => notes[name] = share * value;
        var rows = rollouts.Pick(numbers);                                                               // R of them, the longest W
        var scores = rollouts.Scores(policy, rows);                                                      // (N, V)
        var logProbabilities = LogProbabilities.OfAsked(scores, rows.Of(rollouts.Said));                 // (R, W)
        Note("policy/approxkl_avg", Masked.Mean(KlEstimate.K2(logProbabilities, rows.Of(rollouts.LogProbabilities)), rows.Of(rollouts.IsResponse)).ToDouble());
        var entropy = LogProbabilities.Entropy(config.EntropyCoefficient > 0 ? scores : scores.detach()).mean();
        Note("policy/entropy_avg", entropy.ToDouble());
        var loss = objective(rows, logProbabilities, Note);
        if (config.EntropyCoefficient > 0)
            loss = loss - config.EntropyCoefficient * entropy;
        (share * loss).backward();
        return notes;
    }

    private static Tensor Scores(IReadOnlyList<double> scores, Tensor like) => tensor(scores.ToArray(), dtype: like.dtype, device: like.device);

    /// <summary>The mean over answers of the sum over their tokens.</summary>
    private static double PerAnswer(Tensor x, Tensor isResponse) => Masked.Filled(x, isResponse).sum(1).mean().ToDouble();

    /// <summary>Frees the optimiser's state; the models stay.</summary>
    public void Dispose() => optimizer.Dispose();
}
