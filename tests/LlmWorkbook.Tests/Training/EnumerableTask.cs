using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

/// <summary>One prompt, 256 answers, a known reward on all of them: so the optimum is known, and how far from it a policy is.</summary>
internal sealed class EnumerableTask : IDisposable
{
    public const double Beta = 0.5;
    private readonly double[] rewards;

    /// <summary>gamma 1, a fixed price of KL, no bonus for entropy, nothing scaled: so the optimum of PPO is pi*.</summary>
    public static readonly PpoConfig Ppo = new() { KlCoefficient = Beta, Gamma = 1, Lambda = 0.95, Whiten = false, Epochs = 4, ValueClipRange = double.PositiveInfinity };

    public EnumerableTask(ulong seed)
    {
        manual_seed((long)seed);
        var shape = ScaleShape.Of(Scale.Tiny);
        Policy = new Decoder(new() { VocabularySize = 8, BlockSize = 8, Layers = shape.Layers, Width = shape.Width, Heads = shape.Heads }, CPU);
        Reference = Policy.Copy();
        var answers = Enumerable.Range(0, 256).Select(n => (int[])[n >> 6 & 3, n >> 4 & 3, n >> 2 & 3, n & 3, 4]).ToArray();
        Trees = [new([5, 6], answers)];
        // What each token is worth at its place, and how well it follows the one before.
        var random = new SplitMix64(seed);
        double[] worth = [.. Enumerable.Range(0, 16 + 48).Select(_ => random.NextDouble() * 2 - 1)];
        rewards = [.. answers.Select(a => 0.5 * Enumerable.Range(0, 4).Sum(t => worth[4 * t + a[t]] + (t > 0 ? worth[16 * t + 4 * a[t - 1] + a[t]] : 0)))];
    }

    public Decoder Policy { get; }

    public Decoder Reference { get; }

    public IReadOnlyList<AnswerTree> Trees { get; }

    public IReadOnlyList<double> Scores(Rollouts rollouts) => [.. rollouts.Numbers.Select(n => rewards[n])];

    /// <summary>log p of every answer, without gradient.</summary>
    public Tensor LogProbabilities(Decoder model)
    {
        using var _ = no_grad();
        return Trees[0].LogProbabilities(model);
    }

    /// <summary>KL(pi || pi*), in nats.</summary>
    public double Distance()
    {
        using var scope = NewDisposeScope();
        var best = AnswerTree.Optimum(LogProbabilities(Reference).to_type(float64), tensor(rewards), Beta);
        return AnswerTree.Kl(LogProbabilities(Policy).to_type(float64), best).ToDouble();
    }

    /// <summary>Pairs drawn from the reference, which of the two wins drawn by Bradley and Terry from the rewards.</summary>
    public (Tensor Chosen, Tensor Rejected) Pairs(Tensor reference, int count, Generator generator, SplitMix64 random)
    {
        int[] drawn = AnswerTree.Sample(reference, 2 * count, generator);
        var (chosen, rejected) = (new long[count], new long[count]);
        for (int i = 0; i < count; i++)
        {
            int a = drawn[2 * i], b = drawn[2 * i + 1];
            (chosen[i], rejected[i]) = random.NextDouble() < 1 / (1 + Math.Exp(rewards[b] - rewards[a])) ? (a, b) : (b, a);
        }
        return (tensor(chosen), tensor(rejected));
    }

    public void Dispose()
    {
        Policy.Dispose();
        Reference.Dispose();
    }
}
