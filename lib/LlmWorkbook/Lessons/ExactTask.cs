using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>
/// Questions with all their answers, few enough to add up over: so the policy pi* ~ pi_ref exp(r* / beta), which best trades reward against
/// KL, is known exactly, and how far any policy is from it. A policy's scores are restricted to the answers' tokens.
/// </summary>
public sealed class ExactTask : IDisposable
{
    private readonly Tensor[] reference;
    private readonly Tensor[] rewards;

    /// <summary>A task of some questions; the answers to each are drawn from <see cref="AnswerSpace"/>, the right one in full among them.</summary>
    /// <param name="model">The policy to begin with; stays the caller's.</param>
    /// <param name="questions">How many questions, half of them in each language.</param>
    /// <param name="answers">Answers to each.</param>
    /// <param name="beta">Price of one nat of KL in units of reward.</param>
    /// <param name="seed">Fixes questions and answers.</param>
    public ExactTask(Decoder model, int questions, int answers, double beta, long seed)
    {
        Beta = beta;
        var asked = Enum.GetValues<Language>().SelectMany(l => Question.All(l, Split.Train).OrderBy(q => SplitMix64.At(seed, q.Text.Sum(c => (long)c)).NextDouble()).Take((questions + 1) / 2)).Take(questions);
        Questions = [.. asked.Select((q, n) => (q, Some(q, answers, SplitMix64.At(seed, n))))];
        Trees = [.. Questions.Select(q => new AnswerTree(ChatTemplate.Prompt(q.Question.Text), [.. q.Answers.Select(a => ChatTemplate.Answer(a.Text))]))];
        rewards = [.. Questions.Select(q => tensor(q.Answers.Select(a => a.Terms.Total).ToArray(), dtype: float64))];
        reference = [.. Trees.Select(t => Exact(model, t))];
    }

    /// <summary>Price of one nat of KL in units of reward.</summary>
    public double Beta { get; }

    /// <summary>The questions, each with all answers that are allowed.</summary>
    public IReadOnlyList<(Question Question, IReadOnlyList<Candidate> Answers)> Questions { get; }

    /// <summary>The same as trees, one for each question.</summary>
    public IReadOnlyList<AnswerTree> Trees { get; }

    /// <summary>log pi_ref of each answer to a question, float64 (N).</summary>
    public Tensor Reference(int question) => reference[question];

    /// <summary>r* of each answer to a question, float64 (N).</summary>
    public Tensor Rewards(int question) => rewards[question];

    /// <summary>Where a policy stands, averaged over the questions.</summary>
    /// <returns>Expected reward, KL to the reference, and KL to the optimum; nats.</returns>
    public (double Reward, double Kl, double ToOptimum) Measure(Decoder policy)
    {
        using var scope = NewDisposeScope();
        var each = Trees.Select((tree, n) => Standing(Exact(policy, tree), n, Beta)).ToList();
        return (each.Average(e => e.Reward), each.Average(e => e.Kl), each.Average(e => e.ToOptimum));
    }

    /// <summary>The best that there is for each price of KL: the exact frontier of reward against KL.</summary>
    /// <param name="betas">Prices.</param>
    /// <returns>Expected reward and KL to the reference of pi*, one for each price.</returns>
    public IReadOnlyList<(double Reward, double Kl)> Frontier(IEnumerable<double> betas)
    {
        using var scope = NewDisposeScope();
        return [.. betas.Select(beta =>
        {
            var each = Trees.Select((_, n) => Standing(AnswerTree.Optimum(reference[n], rewards[n], beta), n, beta)).ToList();
            return (each.Average(e => e.Reward), each.Average(e => e.Kl));
        })];
    }

    /// <summary>Pairs of answers to one question, sampled from the reference and labelled by Bradley and Terry on r*.</summary>
    /// <param name="question">Number of the question.</param>
    /// <param name="count">How many pairs.</param>
    /// <param name="seed">Fixes them.</param>
    /// <returns>Numbers of the chosen and of the rejected answers, int64 (count) each.</returns>
    public (Tensor Chosen, Tensor Rejected) Pairs(int question, int count, long seed)
    {
        using var generator = new Generator((ulong)seed);
        int[] drawn = AnswerTree.Sample(reference[question], 2 * count, generator);
        var random = new SplitMix64((ulong)seed);
        var (chosen, rejected) = (new long[count], new long[count]);
        double Reward(int answer) => Questions[question].Answers[answer].Terms.Total;
        for (int i = 0; i < count; i++)
        {
            int a = drawn[2 * i], b = drawn[2 * i + 1];
            (chosen[i], rejected[i]) = random.NextDouble() < 1 / (1 + Math.Exp(Reward(b) - Reward(a))) ? (a, b) : (b, a);
        }
        return (tensor(chosen), tensor(rejected));
    }

    /// <summary>r* of the answers of rollouts from <see cref="Trees"/>, <paramref name="each"/> for each question.</summary>
    public IReadOnlyList<double> Scores(Rollouts rollouts, int each) =>
        [.. rollouts.Numbers.Select((answer, row) => Questions[row / each].Answers[answer].Terms.Total)];

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in reference.Concat(rewards))
            tensor.Dispose();
    }

    private (double Reward, double Kl, double ToOptimum) Standing(Tensor policy, int n, double beta)
    {
        var best = AnswerTree.Optimum(reference[n], rewards[n], beta);
        return ((policy.exp() * rewards[n]).sum().ToDouble(), AnswerTree.Kl(policy, reference[n]).ToDouble(), AnswerTree.Kl(policy, best).ToDouble());
    }

    private static Tensor Exact(Decoder model, AnswerTree tree)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return tree.LogProbabilities(model).to_type(float64).cpu().MoveToOuterDisposeScope();
    }

    private static IReadOnlyList<Candidate> Some(Question question, int count, SplitMix64 random)
    {
        var all = AnswerSpace.Candidates(question);
        var best = all.MaxBy(c => c.Terms.Total)!;
        return [best, .. all.Where(c => c != best).OrderBy(_ => random.NextDouble()).Take(count - 1)];
    }
}
