using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// One saved moment of a run, a folder of three files: <c>model.safetensors</c>, <c>optimizer.safetensors</c> and
/// <c>state.json</c>, which holds the <see cref="CheckpointState"/>, the configuration, the random state, and length and SHA-256 of each file,
/// its own included. Made by <see cref="CheckpointStore"/>.
/// </summary>
public sealed class Checkpoint
{
    internal const string ModelFile = "model.safetensors";
    internal const string OptimizerFile = "optimizer.safetensors";
    internal const string StateFile = "state.json";

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly string noHash = new('0', 64);

    private readonly Contents contents;

    private Checkpoint(string folder, Contents contents) => (Folder, this.contents) = (folder, contents);

    /// <summary>The folder that holds the files.</summary>
    public string Folder { get; }

    /// <summary>Step, tokens and data cursor of that moment.</summary>
    public CheckpointState State => contents.State;

    /// <summary>The run's hyper-parameters, as they were given to its <see cref="CheckpointStore"/>.</summary>
    public JsonElement Config => contents.Config;

    /// <summary>Gives model, optimiser and libtorch's random generator the values of that moment; all is checked before anything changes.</summary>
    /// <param name="model">A model of the saved configuration, on any device.</param>
    /// <param name="optimizer">An optimiser over parameters of <paramref name="model"/>, made the way the saved one was.</param>
    /// <exception cref="WorkbookException">A file does not fit the model or the optimiser; the sentence names file, tensor and reason.</exception>
    public void Restore(nn.Module model, AdamW optimizer)
    {
        using var moments = new CheckpointOptimizer(model, optimizer);
        var (modelPath, optimizerPath) = (Path.Combine(Folder, ModelFile), Path.Combine(Folder, OptimizerFile));
        var parameters = model.state_dict();
        Safetensors.CheckFit(modelPath, SafetensorsHeader.Read(modelPath), parameters);
        Safetensors.LoadInto(optimizerPath, moments.Tensors);
        Safetensors.LoadInto(modelPath, parameters);
        moments.RestoreSteps();
        using var rng = tensor(contents.Rng);
        random.set_rng_state(rng);
    }

    /// <summary>Writes the three files into <paramref name="folder"/>, an empty one, and brings each to the disk.</summary>
    /// <exception cref="WorkbookException">A file cannot be written.</exception>
    internal static void Write(string folder, CheckpointState state, JsonElement config, nn.Module model, AdamW optimizer)
    {
        using var moments = new CheckpointOptimizer(model, optimizer);
        using var rng = random.get_rng_state();
        var step = new Dictionary<string, string> { ["step"] = $"{state.Step}" };
        Save(ModelFile, model.state_dict());
        Save(OptimizerFile, moments.Tensors);

        var files = new[] { ModelFile, OptimizerFile }.ToDictionary(name => name, name => Seal.Of(Path.Combine(folder, name)));
        var text = JsonSerializer.Serialize(new Contents(state, config, rng.bytes.ToArray(), files, noHash), json);
        text = text[..SealedLength(text)] + text[SealedLength(text)..].Replace(noHash, HashOf(text));
        DurableFile.Write(Path.Combine(folder, StateFile), file => file.Write(Encoding.UTF8.GetBytes(text)));

        void Save(string name, Dictionary<string, Tensor> tensors) =>
            Safetensors.Save(Path.Combine(folder, name), tensors.Select(t => (t.Key, t.Value)), step);
    }

    /// <summary>Reads <c>state.json</c> and compares every file with its hash.</summary>
    /// <returns>The checkpoint, or null and what is wrong with it.</returns>
    internal static (Checkpoint? Checkpoint, string Fault) Open(string folder, int step)
    {
        var path = Path.Combine(folder, StateFile);
        if (!File.Exists(path))
            return (null, $"{StateFile} is missing");
        try
        {
            var text = File.ReadAllText(path);
            var contents = JsonSerializer.Deserialize<Contents>(text, json);
            if (contents?.Sha256 != HashOf(text))
                return (null, $"{StateFile} is damaged");
            if (contents.State.Step != step)
                return (null, $"{StateFile} belongs to step {contents.State.Step}");
            var fault = contents.Files.Select(file => file.Value.FaultOf(Path.Combine(folder, file.Key), step)).FirstOrDefault(f => f is not null);
            return fault is null ? (new Checkpoint(folder, contents), "") : (null, fault);
        }
        catch (JsonException)
        {
            return (null, $"{StateFile} is damaged");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>The hash of all that state.json says before its last entry, which holds this hash.</summary>
    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text[..SealedLength(text)])));

    private static int SealedLength(string text) => Math.Max(0, text.LastIndexOf("\"sha256\"", StringComparison.Ordinal));

    /// <summary>What state.json holds.</summary>
    private sealed record Contents(CheckpointState State, JsonElement Config, byte[] Rng, Dictionary<string, Seal> Files, string Sha256);

    /// <summary>By what a file of the set is recognised.</summary>
    private sealed record Seal(long Length, string Sha256)
    {
        public static Seal Of(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new(file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
        }

        /// <summary>What is wrong with the file, or null; a file of another length is not even read.</summary>
        public string? FaultOf(string path, int step)
        {
            var name = Path.GetFileName(path);
            if (!File.Exists(path))
                return $"{name} is missing";
            if (new FileInfo(path).Length == Length && Of(path) == this)
                return null;
            return StepOf(path) is { } other && other != $"{step}"
                ? $"{name} belongs to step {other}"
                : $"{name} is damaged: it does not match its hash in {StateFile}";
        }

        private static string? StepOf(string path)
        {
            try
            {
                return SafetensorsHeader.Read(path).Metadata.GetValueOrDefault("step");
            }
            catch (WorkbookException)
            {
                return null;
            }
        }
    }
}
