using LlmWorkbook.Data;
using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

public sealed class AnswerTreeTests : IDisposable
{
    private const int End = 10;
    private static readonly int[] Prompt = [0, 9];
    private static readonly int[][] Answers = [[1, 2, End], [1, End], [1, 2, 3, End], [4, 4, End], [4, 5, 6, End], [4, 5, 7, End], [End], [8, 8, 8, End]];
    private readonly Decoder model;
    private readonly AnswerTree tree = new(Prompt, Answers);

    public AnswerTreeTests()
    {
        manual_seed(12);
        model = new Decoder(new() { VocabularySize = 11, BlockSize = 8, Layers = 2, Heads = 2, Width = 16 }, CPU);
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            parameter.mul_(8); // far from uniform
    }

    public void Dispose() => model.Dispose();

    /// <summary>Token by token, from a pass of its own for every beginning: the scores of the tokens with which any answer goes on.</summary>
    private double ByHand(int[] answer)
    {
        double sum = 0;
        for (int t = 0; t < answer.Length; t++)
        {
            using var scope = NewDisposeScope();
            var scores = model.call(Rows.Padded([[.. Prompt, .. answer[..t]]], 0, CPU))[0, -1];
            var next = Answers.Where(a => a.Length > t && a[..t].SequenceEqual(answer[..t])).Select(a => a[t]).Distinct();
            sum += scores[answer[t]].ToDouble() - Math.Log(next.Sum(token => Math.Exp(scores[token].ToDouble())));
        }
        return sum;
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1)]
    [InlineData(2)]
    public void Log_probabilities_are_those_of_brute_force_and_add_up_to_one(int rowsAtOnce)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        double[] logP = [.. tree.LogProbabilities(model, rowsAtOnce).to_type(float64).data<double>()];
        for (int n = 0; n < Answers.Length; n++)
            Assert.Equal(ByHand(Answers[n]), logP[n], 1e-4);
        Assert.Equal(1, logP.Sum(Math.Exp), 1e-5);
        Assert.True(logP.Max() - logP.Min() > 2);
    }

    [Fact]
    public void Gradients_flow_and_the_score_function_has_mean_zero()
    {
        using var scope = NewDisposeScope();
        var logP = tree.LogProbabilities(model, 2);
        (logP.detach().exp() * logP).sum().backward();
        Assert.True(model.parameters().Max(p => p.grad!.abs().max().ToDouble()) < 1e-5);
        tree.LogProbabilities(model)[3].backward();
        Assert.True(model.parameters().Max(p => p.grad!.abs().max().ToDouble()) > 1e-2);
    }

    [Fact]
    public void KL_and_the_optimum_are_those_of_the_sums_and_of_Monte_Carlo()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var reference = tree.LogProbabilities(model).to_type(float64).log_softmax(0); // adds up to 1 in float64 too
        var rewards = tensor(new[] { 0.5, -1, 2, 0, 0.3, 0.1, -2, 1 });
        const double beta = 0.7;
        var best = AnswerTree.Optimum(reference, rewards, beta);
        double[] p = [.. best.exp().data<double>()], q = [.. reference.exp().data<double>()], r = [.. rewards.data<double>()];
        double normaliser = q.Zip(r, (a, b) => a * Math.Exp(b / beta)).Sum();
        for (int n = 0; n < p.Length; n++)
            Assert.Equal(q[n] * Math.Exp(r[n] / beta) / normaliser, p[n], 1e-12);
        double kl = AnswerTree.Kl(best, reference).ToDouble();
        Assert.Equal(p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum(), kl, 1e-12);
        // The optimum's value is beta ln E exp(r / beta), and any other policy loses beta KL(pi || pi*).
        Assert.Equal(beta * Math.Log(normaliser), p.Zip(r, (a, b) => a * b).Sum() - beta * kl, 1e-10);
        Assert.Equal(beta * Math.Log(normaliser) - beta * AnswerTree.Kl(reference, best).ToDouble(), q.Zip(r, (a, b) => a * b).Sum(), 1e-10);

        using var generator = new Generator(3);
        int[] drawn = AnswerTree.Sample(best, 40_000, generator);
        double[] terms = [.. drawn.Select(n => Math.Log(p[n] / q[n]))];
        double error = Math.Sqrt(p.Zip(q, (a, b) => a * Math.Pow(Math.Log(a / b) - kl, 2)).Sum() / drawn.Length);
        Assert.InRange(terms.Average(), kl - 4 * error, kl + 4 * error);
        for (int n = 0; n < p.Length; n++)
            Assert.InRange(drawn.Count(d => d == n) / 40_000.0, p[n] - 4 * Math.Sqrt(p[n] / 40_000), p[n] + 4 * Math.Sqrt(p[n] / 40_000));
    }

    [Fact]
    public void A_single_answer_is_certain_and_5000_are_enough()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Assert.Equal([0f], new AnswerTree(Prompt, [[1, 2, End]]).LogProbabilities(model).data<float>().ToArray());
        var many = Enumerable.Range(0, 5000).Select(n => (int[])[n / 1000 % 10, n / 100 % 10, n / 10 % 10, n % 10, End]).ToArray();
        Assert.Equal(1, new AnswerTree(Prompt, many).LogProbabilities(model).to_type(float64).exp().sum().ToDouble(), 1e-4);
        Assert.Contains("1 to 5000", Assert.Throws<WorkbookException>(() => new AnswerTree(Prompt, [.. many, [End]])).Message);
    }

    [Fact]
    public void Choices_are_the_tokens_with_which_some_answer_goes_on()
    {
        Assert.Equal([1, 4, 8, End], tree.Choices(0, 0).Order());
        Assert.Equal([2, End], tree.Choices(0, 1).Order());
        Assert.Equal([3, End], tree.Choices(2, 2).Order());
        Assert.Equal([End], tree.Choices(2, 3));
    }

    [Theory]
    [InlineData(new[] { 1 }, new[] { 1, 2 })]
    [InlineData(new[] { 1, 2 }, new[] { 1, 2 })]
    [InlineData(new[] { 1, 2 }, new int[0])]
    public void An_answer_that_is_the_beginning_of_another_is_refused(int[] first, int[] second) =>
        Assert.Contains("beginning of another", Assert.Throws<WorkbookException>(() => new AnswerTree(Prompt, [first, second])).Message);
}
