using System.Diagnostics;
using System.Text.Json;
using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>An exported model computes with PyTorch, read by a script that knows Hugging Face's GPT-2 and nothing of ours (hugging_face.py), what it computes here.</summary>
public sealed class HuggingFaceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("exported").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [PythonTheory("torch")]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void Logits_are_those_of_the_model(bool bias, bool tied, bool tanh)
    {
        using var scope = NewDisposeScope();
        using var model = Random(bias, tied, tanh);
        HuggingFace.Write(folder, model, isChat: true);
        using var _ = no_grad();
        var ids = Ids(3, 16);
        Compare(ids, Nested(model.call(ids)));
    }

    [PythonFact("torch")]
    public void Rewards_are_those_of_the_model_with_padding_too()
    {
        using var scope = NewDisposeScope();
        using var model = new RewardModel(Random(bias: false, tied: false, tanh: false));
        Spread(model);
        HuggingFace.Write(folder, model);
        using var _ = no_grad();
        var ids = Ids(3, 16);
        ids[1, 9..] = WorldTokenizer.Special.Pad;
        Compare(ids, model.Rewards(ids, ids == WorldTokenizer.Special.Pad).data<float>().ToArray());
    }

    private static Decoder Random(bool bias, bool tied, bool tanh)
    {
        var model = new Decoder(new() { VocabularySize = WorldTokenizer.Size, BlockSize = 16, Layers = 2, Heads = 3, Width = 24, Bias = bias, TiedHead = tied, TanhGelu = tanh }, CPU);
        Spread(model);
        return model;
    }

    /// <summary>Nothing at its usual place, so that nothing can be left out, or turned, unnoticed.</summary>
    private static void Spread(nn.Module model)
    {
        manual_seed(7);
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            nn.init.normal_(parameter, parameter.dim() == 1 ? 1 : 0, 0.2);
        model.eval();
    }

    private static Tensor Ids(int rows, int length) => randint(20, WorldTokenizer.Size, new long[] { rows, length }, dtype: int64);

    private static float[][][] Nested(Tensor x)
    {
        float[] flat = x.contiguous().data<float>().ToArray();
        return [.. flat.Chunk((int)(x.shape[1] * x.shape[2])).Select(row => row.Chunk((int)x.shape[2]).ToArray())];
    }

    private void Compare(Tensor ids, object outputs)
    {
        string expected = Path.Combine(folder, "expected.json");
        long[][] rows = [.. ids.data<long>().Chunk((int)ids.shape[1])];
        File.WriteAllText(expected, JsonSerializer.Serialize(new { input_ids = rows, outputs }));
        string script = Path.Combine(Repository.Root, "tests", "Parity", "hugging_face.py");
        using var python = Process.Start(new ProcessStartInfo(SystemPython.Path, [script, folder, expected]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = python.StandardError.ReadToEndAsync();
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, output + error.Result);
    }
}
