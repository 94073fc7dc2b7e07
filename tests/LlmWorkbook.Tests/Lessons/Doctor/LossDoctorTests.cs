using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons.Doctor;

/// <summary>Each disease is given to a real training, and the doctor names it, and no other.</summary>
public sealed class LossDoctorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.003, 300, 8, 1, 20_000, 1)]
    [InlineData(0.01, 300, 8, 1, 20_000, 2)]
    [InlineData(0.01, 300, 8, 1, 40_000, 3)]
    [InlineData(0.03, 300, 8, 1, 40_000, 4)]
    [InlineData(0.003, 500, 8, 1, 20_000, 5)]
    [InlineData(0.005, 300, 4, 1, 40_000, 6)]
    [InlineData(0.01, 300, 2, 1, 20_000, 7)]
    [InlineData(0.01, 200, 16, 1, 40_000, 8)]
    [InlineData(0.005, 300, 8, 2, 60_000, 9)]
    [InlineData(0.01, 60, 8, 1, 20_000, 10)]
    public void It_is_silent_on_a_healthy_run(double rate, int steps, int batch, int layers, int characters, int seed)
    {
        var diagnosis = new SmallRun { Rate = rate, Steps = steps, BatchSize = batch, Layers = layers, Characters = characters, Seed = seed }.Examine(new(0.02, 0.01));
        Assert.Equal("Loss doctor: nothing unusual.", diagnosis.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-7)]
    public void A_rate_of_almost_nothing_learns_nothing(double rate) =>
        Says(new SmallRun { Rate = rate, Steps = 100 }, Disease.NotLearning, "a blind guess among all tokens. The learning rate is", "try 0.001");

    [Fact]
    public void A_loss_that_is_detached_learns_nothing() => Says(
        new SmallRun { Steps = 60, Bend = loss => (loss.detach() + 0 * loss).alias() }, Disease.NotLearning, "All gradients are 0");

    [Fact]
    public void Targets_that_have_nothing_to_do_with_the_inputs_cannot_be_learned() => Says(new SmallRun
    {
        Steps = 100,
        Rate = 0.001,
        Spoil = (model, batch, n) => new(batch.Inputs, Noise(batch.Targets, model.Config.VocabularySize, n)),
    }, Disease.NotLearning, "Look whether the targets belong to the inputs");

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.1, 10)]
    [InlineData(0.3, 1)]
    [InlineData(0.3, 7)]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(1, 5)]
    public void A_rate_that_is_far_too_high_is_named(double rate, int seed) => Says(new SmallRun { Rate = rate, Seed = seed }, Disease.RateTooHigh, "Try a tenth of it");

    [Theory]
    [InlineData(3e-4)]
    [InlineData(1e-4)]
    public void A_rate_that_is_far_too_low_is_named(double rate) => Says(new SmallRun { Rate = rate }, Disease.RateTooLow, "Try three to ten times the rate");

    [Fact]
    public void Memorising_is_seen_in_the_gap() =>
        Says(new SmallRun { Characters = 700, Steps = 500 }, Disease.Memorising, "held-out loss", "It was lowest at step");

    [Fact]
    public void A_broken_batch_is_a_spike_at_its_step() => Says(new SmallRun
    {
        Spoil = (_, batch, n) => n == 199 ? new(batch.Inputs, full_like(batch.Targets, 290)) : batch,
    }, Disease.GradientSpike, "once, most at step 200");

    [Theory]
    [InlineData(150, 2.0, false)]   // long, but the loss is as usual: clipping has dealt with it
    [InlineData(150, 4.0, true)]
    [InlineData(40, 4.0, false)]    // the rate still rises
    public void A_long_gradient_is_a_spike_if_the_loss_jumps_after_the_warm_up(int at, double loss, bool isNamed)
    {
        var run = Enumerable.Range(1, 300).Select(n => new StepMetrics(n, n, n == at ? loss : 2 + Math.Exp(-n / 20.0), null, Math.Min(n, 60) * 1e-5, n == at ? 9 : 1, 1, TimeSpan.Zero)).ToList();
        Assert.Equal(isNamed ? [Disease.GradientSpike] : [], LossDoctor.Examine(run, vocabulary: 100).Findings.Select(f => f.Disease));
    }

    [Fact]
    public void The_module_that_first_puts_out_no_number_is_named()
    {
        Says(new SmallRun { Steps = 60, Layers = 2, Spoil = (model, batch, n) => n == 30 ? Poison(model, batch, "transformer.h.1.mlp.c_fc.weight") : batch },
            Disease.NotANumber, "The loss is not a number from step 31 on. It first appears in module transformer.h.1.mlp.c_fc: its parameter weight is no number");
        Says(new SmallRun { Steps = 60, Bend = loss => (loss - loss).log() }, Disease.NotANumber, "from step 1 on", "after the model");
    }

    [Fact]
    public void A_watched_objective_is_asked_for_one_batch_at_a_time()
    {
        using var model = new Decoder(new() { VocabularySize = 8, BlockSize = 16, Layers = 1, Heads = 2, Width = 16 }, CPU);
        var (watch, inside, most) = (new NanWatch(model), 0, 0);
        var watched = watch.Over(_ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.Sleep(50);
            Interlocked.Decrement(ref inside);
            return tensor(double.NaN);
        });
        using var batch = new Batch(ones(1, 2, dtype: int64), ones(1, 2, dtype: int64));
        SideBySide.Run(() => watched(batch), () => watched(batch));
        Assert.Equal(1, most);
        Assert.Equal("All modules put out numbers: it arises in the objective, after the model.", watch.Finding);
    }

    [Fact]
    public void A_model_that_sees_its_targets_goes_below_the_floor_and_an_honest_one_does_not()
    {
        Assert.Empty(Leaks(shift: 1).Findings);
        var leak = Leaks(shift: 0);
        Assert.Equal([Disease.Leak], leak.Findings.Select(f => f.Disease));
        Assert.Contains("below the floor", leak.ToString());
    }

    [Fact]
    public void A_run_of_no_steps_and_one_of_few_say_nothing()
    {
        Assert.Empty(LossDoctor.Examine([]).Findings);
        Assert.Empty(new SmallRun { Steps = 12 }.Examine().Findings);
    }

    [Fact]
    public void What_is_shown_is_text() => Assert.Contains("a &lt;b&gt;", new Diagnosis([new(Disease.Leak, "a <b>")]).Html);

    private void Says(SmallRun run, Disease disease, params string[] parts)
    {
        var diagnosis = run.Examine();
        output.WriteLine(diagnosis.ToString());
        Assert.Equal([disease], diagnosis.Findings.Select(f => f.Disease));
        Assert.All(parts, part => Assert.Contains(part, diagnosis.ToString()));
    }

    /// <summary>Symbols that are drawn one by one from eight, so that the floor is log 8, learned with targets <paramref name="shift"/> places on.</summary>
    private static Diagnosis Leaks(int shift)
    {
        manual_seed(1);
        var random = new SplitMix64(5);
        int[] text = [.. Enumerable.Range(0, 20_000).Select(_ => random.Next(8))];
        using var model = new Decoder(new() { VocabularySize = 8, BlockSize = 16, Layers = 1, Heads = 2, Width = 16 }, CPU);
        Tensor Loss(Batch b) => NextTokenLoss.Mean(model.call(b.Inputs), shift == 0 ? b.Inputs : b.Targets);
        var windows = new CausalWindows(text, 8, 16, 1, CPU);
        using var trainer = new Trainer(model, Loss, n => windows[n]);
        var run = trainer.Run(new() { Steps = 60, LearningRate = 0.01, WarmupSteps = 5 }).ToList();
        var held = new CausalWindows([.. Enumerable.Range(0, 5_000).Select(_ => random.Next(8))], 1, 16, 2, CPU);
        using var _ = no_grad();
        double[] nats = [.. Enumerable.Range(0, 50).Select(n => { using var b = held[n]; return 16 * Loss(b).ToDouble(); })];
        var excess = PairedExcess.Of(nats, [.. nats.Select(_ => 16 * Math.Log(8))], [.. nats.Select(_ => 16)]);
        return LossDoctor.Examine(run, vocabulary: 8, floor: Math.Log(8), excess);
    }

    private static Tensor Noise(Tensor like, int vocabulary, long n)
    {
        var random = new SplitMix64((ulong)n);
        return tensor([.. Enumerable.Range(0, (int)like.numel()).Select(_ => (long)random.Next(vocabulary))], like.shape, dtype: int64);
    }

    private static Batch Poison(Decoder model, Batch batch, string parameter)
    {
        using var _ = no_grad();
        model.named_parameters().First(p => p.name == parameter).parameter.fill_(double.NaN);
        return batch;
    }
}
