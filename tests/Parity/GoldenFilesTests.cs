using System.Diagnostics;
using LlmWorkbook.Training;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The golden files are what the script beside them makes.</summary>
public sealed class GoldenFilesTests
{
    private const string Python = "/usr/bin/python3"; // Debian's, which sees Debian's python3-torch

    [FullFact]
    public void The_script_makes_them_again()
    {
        if (!HasPyTorch())
            return;
        var folder = Directory.CreateTempSubdirectory("golden");
        try
        {
            var (exit, text) = Run(Path.Combine(Repository.Root, "tests", "Parity", "make_golden.py"), folder.FullName);
            Assert.True(exit == 0, text);
            var names = Directory.GetFiles(GoldenFile.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
            Assert.Equal(names, folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
            foreach (var name in names)
            {
                var kept = Safetensors.Load(Path.Combine(GoldenFile.Folder, name!));
                var made = Safetensors.Load(Path.Combine(folder.FullName, name!));
                Assert.Equal(kept.Keys, made.Keys);
                foreach (var (key, tensor) in kept) // another processor rounds otherwise; a bias of keys walks at random (see DecoderParityTests)
                    if (!key.EndsWith("c_attn.bias", StringComparison.Ordinal))
                        Golden.Same($"{name}: {key}", tensor, made[key], relative: 1e-4, absolute: 2e-4);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool HasPyTorch() => File.Exists(Python) && Run("-c", "import torch").Exit == 0;

    private static (int Exit, string Text) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
