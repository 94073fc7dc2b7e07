using System.Security.Cryptography;
using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

// KillTarget FOLDER STEPS EVERY: trains a tiny decoder with a checkpoint in FOLDER every EVERY steps, going on from the
// newest one there. Prints "resumed N", "step N" after each step and, at the end, "parameters SHA256".
var (folder, steps, every) = (args[0], int.Parse(args[1]), int.Parse(args[2]));
set_num_threads(1);
manual_seed(7);

var letters = new SplitMix64(11);
var tokens = Enumerable.Range(0, 4000).Select(_ => letters.Next(16)).ToArray();
// Dropout, so that the random state matters; two batches a step, so that the data cursor is not the step.
var shape = new TransformerConfig { VocabularySize = 16, BlockSize = 16, Layers = 2, Heads = 2, Width = 16, Dropout = 0.1 };
var config = new TrainingConfig { Steps = steps, BatchSize = 4, GradientAccumulation = 2, WarmupSteps = 5, EvaluateEvery = 0, CheckpointEvery = every };
using var model = new Decoder(shape, CPU);
var batches = new CausalWindows(tokens, config.BatchSize, shape.BlockSize, config.Seed, CPU);
using var trainer = new Trainer(model, batch => NextTokenLoss.Mean(model.call(batch.Inputs), batch.Targets), n => batches[n])
{
    Checkpoints = new CheckpointStore(folder, new { Model = shape, Training = config }),
};
if (trainer.Checkpoints.LoadLatest(out var skipped) is { } saved)
{
    trainer.Resume(saved);
    Console.WriteLine($"resumed {trainer.Step}");
}
foreach (var sentence in skipped)
    Console.WriteLine(sentence);
foreach (var step in trainer.Run(config))
    Console.WriteLine($"step {step.Step}");

using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
foreach (var (_, parameter) in model.named_parameters())
    hash.AppendData(parameter.bytes);
Console.WriteLine($"parameters {Convert.ToHexStringLower(hash.GetHashAndReset())}");
