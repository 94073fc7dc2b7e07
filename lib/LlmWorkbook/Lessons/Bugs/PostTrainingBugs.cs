using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>Bugs of models that learn from comparisons and rewards; the policies choose among few answers, so that a sum over all is exact.</summary>
internal static class PostTrainingBugs
{
    /// <summary>Cases 5 to 8.</summary>
    public static IReadOnlyList<BugCase> All { get; } =
    [
        new(5, "a reward model on rankings of four answers", Swapped,
            new("the labels are random", "then there would be nothing to learn, and the loss would stay at ln 2 and the accuracy at one half."),
            new("winners and losers are swapped", "The loss falls below ln 2, so something is learned, and the accuracy falls below one half: exactly the opposite of what people prefer.", true),
            new("the score is read from the prompt and not from the answer", "all answers to a question would get the same score, and the loss would stay at ln 2 exactly."),
            new("the model knows its training rankings by heart", "held-out accuracy would rise less than in health, but it would not fall below one half.")),
        new(6, "PPO with a price on the KL to the reference", SignOfKl,
            new("the reference is not frozen", "a reference that moves with the policy would make the KL 0 in every round; here it is larger than in health."),
            new("the learning rate is too low", "then the policy would stay where it is, and the KL near 0."),
            new("there is no clipping", "steps would be larger and rougher, but the price of KL would still pull the policy back; here it never turns."),
            new("the sign of the KL is wrong", "The reward with the price of the KL is higher than the one without: leaving the reference earns reward instead of costing some, and the policy leaves it as far as it can.", true)),
        new(7, "DPO on pairs of answers", ReferenceMoves,
            new("the reference is the policy itself", "Loss exactly ln 2 and margins exactly 0 in every step, while the policy moves: whatever it does, the reference does as well, and nothing ever says that it is enough.", true),
            new("nothing is trained: the policy is frozen", "then the KL to where it began would be 0; here it grows."),
            new("beta is too small", "the margins would be small, but not 0, and the loss would leave ln 2 a little."),
            new("chosen and rejected are swapped", "the loss would fall as in health, and the reward would fall as well; here the loss does not move at all, and the reward rises.")),
        new(8, "GRPO, four answers to each question", DeadGroups,
            new("the learning rate is too high", "a rate that is too high would be seen in the rounds before: the rewards rise as in health until the end."),
            new("there is no price on the KL", "there is none in health either; a policy without it becomes narrow, but its loss stays a number."),
            new("a dead group divides by 0", "The run ends in the first round that has a group of four equal rewards: their deviation is 0, 0 / 0 is not a number, and one step spreads it to all weights. A small number is added to the deviation for that.", true),
            new("the groups are mixed up between questions", "learning would be slower; that alone makes no loss that is not a number.")),
    ];

    private static IEnumerable<IReadOnlyDictionary<string, double>> Swapped(GalleryConfig config, bool isSick)
    {
        const int answers = 4;
        IReadOnlyList<Ranking> Ranked(Split split, int count) => [.. Rankings.Documents(Language.English, split, config.Seed, count, answers)];
        var batches = new RankingBatches(Ranked(Split.Train, 1_000), 16, config.Seed, Compute.Device);
        using var heldOut = new RankingBatches(Ranked(Split.Validation, 100), 100, config.Seed, Compute.Device)[0];
        manual_seed(config.Seed);
        using var model = new RewardModel(new Decoder(config.Model(WorldTokenizer.Size)));
        Tensor Rewards(Batch b) => model.Rewards(b).view(-1, answers);
        foreach (var (step, loss) in PretrainingBugs.Steps(config, model, n => batches[n], b => PairwiseLoss.OfRankings(isSick ? Rewards(b).flip(1) : Rewards(b))))
        {
            var reading = new Dictionary<string, double> { ["training loss (nats/pair)"] = loss };
            if (PretrainingBugs.IsDue(config, step))
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var r = Rewards(heldOut);
                reading["held-out accuracy (share)"] = Enumerable.Range(0, answers).SelectMany(i => Enumerable.Range(i + 1, answers - i - 1).Select(j => (r.select(1, i) > r.select(1, j)).to_type(float64).mean().ToDouble())).Average();
            }
            yield return reading;
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, double>> SignOfKl(GalleryConfig config, bool isSick)
    {
        double beta = isSick ? -4 : 4;
        return Rounds(config, beta, (task, rollouts, policy, reference) =>
        {
            Tensor sampled = rollouts.LogProbabilities, referred = LogProbabilities.OfAsked(rollouts.Scores(reference), rollouts.Said);
            var rewards = TokenRewards.Of(tensor(task.Scores(rollouts, Each).ToArray(), dtype: float32, device: policy.Device), sampled, referred, rollouts.IsResponse, beta);
            return Whitening.Of(Gae.Of(rewards, zeros_like(rewards), rollouts.IsResponse, lambda: 1).Advantages, rollouts.IsResponse);
        });
    }

    private static IEnumerable<IReadOnlyDictionary<string, double>> DeadGroups(GalleryConfig config, bool isSick) =>
        Rounds(config, beta: 0, (task, rollouts, policy, _) =>
        {
            var rewards = tensor(task.Scores(rollouts, Each).ToArray(), dtype: float32, device: policy.Device).view(-1, 4);      // (P, G)
            var away = rewards - rewards.mean([1], keepdim: true);
            var advantages = isSick ? away / rewards.std(1, unbiased: true, keepdim: true) : GroupAdvantage.Of(rewards);
            return advantages.view(-1, 1).expand_as(rollouts.LogProbabilities);
        });

    /// <summary>Answers to each question in a round.</summary>
    private const int Each = 16;

    /// <summary>Rounds of clipped policy gradients; <paramref name="advantages"/> is float (B, T) of some rollouts.</summary>
    private static IEnumerable<IReadOnlyDictionary<string, double>> Rounds(GalleryConfig config, double beta, Func<ExactTask, Rollouts, Decoder, Decoder, Tensor> advantages)
    {
        manual_seed(config.Seed);
        using var policy = new Decoder(config.Model(WorldTokenizer.Size));
        using var reference = policy.Copy();
        using var task = new ExactTask(reference, questions: 2, answers: 16, beta: 1, config.Seed);
        using var optimizer = optim.Adam(policy.parameters(), config.LearningRate);
        bool isNumber = true;
        for (int round = 0; round < config.Rounds && isNumber; round++)
        {
            Dictionary<string, double> reading;
            using (NewDisposeScope())
            using (var rollouts = Rollouts.FromTrees(policy, task.Trees, Each, config.Seed + round))
            {
                Tensor gains;
                using (no_grad())
                    gains = advantages(task, rollouts, policy, reference);
                var (reward, kl, _) = task.Measure(policy);
                reading = new()
                {
                    ["expected reward"] = reward,
                    ["KL to the reference (nats)"] = kl,
                    ["groups of four with equal rewards (share)"] = GroupAdvantage.DeadShare(tensor(task.Scores(rollouts, Each).ToArray()).view(-1, 4)),
                };
                if (beta != 0)
                    reading["reward less the price of the KL"] = reward - beta * kl;
                for (int epoch = 0; epoch < 2 && isNumber; epoch++)
                {
                    var loss = PpoLoss.Policy(LogProbabilities.OfAsked(rollouts.Scores(policy), rollouts.Said), rollouts.LogProbabilities, gains, rollouts.IsResponse, 0.2);
                    isNumber = !double.IsNaN(loss.ToDouble());
                    optimizer.zero_grad();
                    loss.backward();
                    optimizer.step();
                }
            }
            yield return reading;
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, double>> ReferenceMoves(GalleryConfig config, bool isSick)
    {
        const double beta = 1;
        manual_seed(config.Seed);
        using var policy = new Decoder(config.Model(WorldTokenizer.Size));
        using var task = new ExactTask(policy, questions: 2, answers: 16, beta, config.Seed);
        using var optimizer = optim.Adam(policy.parameters(), config.LearningRate);
        for (int step = 0; step < 2 * config.Rounds; step++)
        {
            Dictionary<string, double> reading;
            using (NewDisposeScope())
            {
                int n = step % task.Trees.Count;
                var (win, lose) = task.Pairs(n, 128, config.Seed + step);
                Tensor now = task.Trees[n].LogProbabilities(policy), before = isSick ? now.detach() : task.Reference(n).to_type(float32);
                var loss = DpoLoss.Mean(now[win], now[lose], before[win], before[lose], beta);
                reading = new() { ["loss (nats/pair)"] = loss.ToDouble(), ["rewards/margins"] = DpoLoss.Metrics(now[win].detach(), now[lose].detach(), before[win], before[lose], beta)["rewards/margins"] };
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
                (reading["expected reward"], reading["KL to where it began (nats)"], _) = task.Measure(policy);
            }
            yield return reading;
        }
    }
}
