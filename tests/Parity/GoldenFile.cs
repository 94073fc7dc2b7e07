using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>A file of values made by PyTorch (make_golden.py): for each case its inputs, outputs and gradients.</summary>
internal sealed class GoldenFile : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors;

    private GoldenFile(string path) => tensors = Safetensors.Load(path);

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Parity", "golden");

    /// <summary>The file's whole content.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Names of the cases that the file holds.</summary>
    public IEnumerable<string> Cases => tensors.Keys.Select(key => key[..key.IndexOf('/')]).Distinct().Order(StringComparer.Ordinal);

    public Tensor this[string name] => tensors[name];

    public static GoldenFile Open(string name) => new(Path.Combine(Folder, name + ".safetensors"));

    /// <summary>The tensors whose names begin with <paramref name="prefix"/>, the rest of the name as key.</summary>
    public Dictionary<string, Tensor> Under(string prefix) => tensors
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }
}
