using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>Bugs of models that learn from texts: next-token prediction, masked words, fine-tuning.</summary>
internal static class PretrainingBugs
{
    private static readonly Lazy<TextCorpus> smallTalk = new(() => TextCorpus.FromText(Grammar.Everyday().WriteMany(60_000, 1337), 32));

    /// <summary>Cases 1 to 4.</summary>
    public static IReadOnlyList<BugCase> All { get; } =
    [
        new(1, "next-character prediction on the small talk of lesson 0", NotShifted,
            new("the learning rate is too high", "a rate that is too high shows as a loss that jumps or stays high, never as one that is too good."),
            new("the held-out text is part of the training text", "a leak makes text seem known, but within so few steps nothing is learned by heart; and a model with a leak would still not predict the character that it has just read."),
            new("the targets are not shifted", "A loss near 0 on text that nobody can foresee, and predictions that repeat the character just read: the model is asked for its own input.", true),
            new("the model is too large", "a large model crosses the floor on its training text alone; here the held-out loss falls with it.")),
        new(2, "the same model and text, another bug", NotCleared,
            new("the learning rate is too low", "the loss would crawl evenly and the gradient stay about as long as it is; here the loss is thrown about."),
            new("the gradients are not cleared between steps", "The gradient grows with the number of steps, since each step adds to the sum of all before: the model is pulled by batches long gone.", true),
            new("the batches are too small", "small batches make a loss noisy from the first step on; they do not make the gradient longer and longer."),
            new("the loss is summed and not averaged", "the gradient would be as many times longer in the first step already, and the loss thousands; here both begin as in health.")),
        new(3, "masked words in sentences about the world", NothingMasked,
            new("the loss counts unmasked positions", "then the training loss would be low as well, but the hidden words would be learned all the same; here they get harder."),
            new("the words to be guessed are not masked", "The training loss is far below that in health, and the hidden words get harder, not easier: in training the word to be guessed stands in the input, and [MASK] never does.", true),
            new("the learning rate is too low", "then both losses would fall slowly; here the training loss falls faster than in health."),
            new("the special tokens are masked, too", "that costs two places in a sentence and makes the training loss a little lower; the hidden words would be learned.")),
        new(4, "fine-tuning on questions and answers", MaskTurnedRound,
            new("the learning rate is too low", "the training loss falls further than in health; only the answers are not learned."),
            new("the user's words count in the loss as well", "then the answers would be learned, too, only a little later; here they fall behind by nats."),
            new("the answers belong to other questions", "such answers are harder to foresee, so the training loss would be higher than in health; here it is lower."),
            new("the mask is turned round", "The training loss is even lower than in health, and the answers' loss hardly falls: the model learns what users ask, and nothing of what to answer.", true)),
    ];

    private static IEnumerable<IReadOnlyDictionary<string, double>> NotShifted(GalleryConfig config, bool isSick)
    {
        foreach (var (loss, _, model, heldOut) in SmallTalk(config, (model, batch) => NextTokenLoss.Mean(model.call(batch.Inputs), isSick ? batch.Inputs : batch.Targets), isCleared: true))
        {
            var reading = new Dictionary<string, double> { ["training loss (nats/character)"] = loss };
            using (no_grad())
            using (NewDisposeScope()) // closed before the yield: the other run goes on meanwhile
            {
                var scores = model.call(heldOut.Inputs);
                reading["held-out loss (nats/character)"] = NextTokenLoss.Mean(scores, isSick ? heldOut.Inputs : heldOut.Targets).ToDouble();
                reading["predictions that repeat the character just read (share)"] = (scores.argmax(-1) == heldOut.Inputs).to_type(float64).mean().ToDouble();
            }
            yield return reading;
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, double>> NotCleared(GalleryConfig config, bool isSick)
    {
        foreach (var (loss, norm, _, _) in SmallTalk(config, (model, batch) => NextTokenLoss.Mean(model.call(batch.Inputs), batch.Targets), isCleared: !isSick))
            yield return new Dictionary<string, double> { ["training loss (nats/character)"] = loss, ["length of the gradient"] = norm };
    }

    private static IEnumerable<(double Loss, double Norm, Decoder Model, Batch HeldOut)> SmallTalk(GalleryConfig config, Func<Decoder, Batch, Tensor> objective, bool isCleared)
    {
        var corpus = smallTalk.Value;
        var batches = new CausalWindows(corpus.Train, 16, 32, config.Seed, Compute.Device);
        using var heldOut = new CausalWindows(corpus.Validation, 16, 32, config.Seed, Compute.Device)[0];
        manual_seed(config.Seed);
        using var model = new Decoder(config.Model(corpus.Tokenizer.VocabularySize));
        using var optimizer = optim.Adam(model.parameters(), config.LearningRate);
        for (int step = 0; step < config.Steps; step++)
        {
            double loss, norm;
            using (NewDisposeScope())
            {
                var mean = objective(model, batches[step]);
                if (isCleared)
                    model.zero_grad();
                mean.backward();
                norm = nn.utils.clip_grad_norm_(model.parameters(), double.MaxValue);
                optimizer.step();
                loss = mean.ToDouble();
            }
            yield return (loss, norm, model, heldOut);
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, double>> NothingMasked(GalleryConfig config, bool isSick)
    {
        var special = WorldTokenizer.Special;
        var rows = World.Facts.Documents(Language.English, Split.Train, config.Seed, 1_000).Select(d => EncoderRow.Of(WorldTokenizer.Encode(d.Text), special)).ToList();
        var batches = new MaskedBatches(rows, special, WorldTokenizer.Size, 64, config.Seed, Compute.Device) { Rate = 0.25 };
        var riddles = Riddle.Draw(World.Facts, Language.English, 100, 1, config.Seed);
        Tensor Inputs(Batch b) => isSick ? where(b.Targets == Batch.Ignored, b.Inputs, b.Targets) : b.Inputs;
        manual_seed(config.Seed);
        using var model = new Encoder(config.Model(WorldTokenizer.Size));
        foreach (var (step, loss) in Steps(config, model, n => batches[n], b => MaskedLoss.Mean(model.Hidden(Inputs(b), b.IsPad), b.Targets, model.Scores)))
        {
            var reading = new Dictionary<string, double> { ["training loss (nats)"] = loss };
            if (IsDue(config, step))
                reading["held-out loss of hidden words (nats)"] = MaskedGuesses.Nats(model, riddles).Average();
            yield return reading;
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, double>> MaskTurnedRound(GalleryConfig config, bool isSick)
    {
        ChatTokens[] Chats(Split split, int count) => [.. Instructions.Documents(Language.English, split, config.Seed, count).Select(i => i.Encode())];
        var train = Chats(Split.Train, 1_000);
        if (isSick)
            train = [.. train.Select(c => c with { IsResponse = [.. c.IsResponse.Select(r => !r)] })];
        var batches = new ChatBatches(train, 16, config.Seed, Compute.Device);
        using var heldOut = new ChatBatches(Chats(Split.Validation, 100), 100, config.Seed, Compute.Device)[0];
        manual_seed(config.Seed);
        using var model = new Decoder(config.Model(WorldTokenizer.Size));
        foreach (var (step, loss) in Steps(config, model, n => batches[n], b => NextTokenLoss.Mean(model.call(b.Inputs), b.Targets)))
        {
            var reading = new Dictionary<string, double> { ["training loss (nats/token)"] = loss };
            if (IsDue(config, step))
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                reading["held-out loss of answers (nats/token)"] = NextTokenLoss.Mean(model.call(heldOut.Inputs), heldOut.Targets).ToDouble();
            }
            yield return reading;
        }
    }

    /// <summary>A plain training run.</summary>
    internal static IEnumerable<(int Step, double Loss)> Steps(GalleryConfig config, nn.Module model, Func<long, Batch> batches, Func<Batch, Tensor> objective)
    {
        using var trainer = new Trainer(model, objective, batches);
        var training = new TrainingConfig { Steps = config.Steps, LearningRate = config.LearningRate, MinLearningRate = config.LearningRate / 10, WarmupSteps = config.Steps / 20, EvaluateEvery = 0, Seed = config.Seed };
        foreach (var step in trainer.Run(training))
            yield return (step.Step, step.Loss);
    }

    /// <summary>Whether to look at what is held out: about forty times in a run, and at its end.</summary>
    internal static bool IsDue(GalleryConfig config, int step) => step % Math.Max(1, config.Steps / 40) == 0 || step == config.Steps;
}
