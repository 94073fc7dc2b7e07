using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// Tensors in a file without any code in it (unlike pickle): written and read tensor by tensor, on any device.
/// Format: https://github.com/huggingface/safetensors; see <see cref="SafetensorsHeader"/>.
/// </summary>
public static class Safetensors
{
    /// <summary>A span holds at most 2 GiB, so larger tensors go through in pieces.</summary>
    private const long PieceElements = 1 << 26;

    /// <summary>Writes <paramref name="tensors"/> in the given order; a file already there is replaced only when the new one is complete.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">Name and tensor, of any shape, on any device; names are unique.</param>
    /// <param name="metadata">Free text to keep in the header.</param>
    /// <exception cref="WorkbookException">The file cannot be written, or a tensor has a dtype that the format lacks.</exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var list = tensors.ToList();
        var header = Header(path, list, metadata);
        DurableFile.Write(path, file =>
        {
            file.Write(header);
            using var noGrad = no_grad();
            foreach (var (_, tensor) in list)
            {
                using var scope = NewDisposeScope();
                foreach (var piece in Pieces(tensor.cpu().contiguous()))
                    file.Write(piece.bytes);
            }
        });
    }

    /// <summary>Reads all tensors, on the CPU; the caller owns them.</summary>
    /// <exception cref="WorkbookException">The file cannot be read or is damaged; the sentence names file, tensor and reason.</exception>
    public static Dictionary<string, Tensor> Load(string path)
    {
        using var file = Open(path);
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in SafetensorsHeader.Read(file).Entries)
                tensors[entry.Name] = ReadTensor(file, entry);
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Copies the file's tensors into <paramref name="targets"/>, on whatever device those are. The file must hold exactly
    /// these names, with these shapes and dtypes; all are checked before the first is copied.
    /// </summary>
    /// <exception cref="WorkbookException">The file cannot be read, is damaged or does not fit; the sentence names file, tensor and reason.</exception>
    public static void LoadInto(string path, IReadOnlyDictionary<string, Tensor> targets)
    {
        using var file = Open(path);
        var header = SafetensorsHeader.Read(file);
        CheckFit(path, header, targets);
        using var noGrad = no_grad();
        foreach (var entry in header.Entries)
        {
            using var tensor = ReadTensor(file, entry);
            targets[entry.Name].copy_(tensor);
        }
    }

    /// <summary>Throws unless the file holds exactly the names, shapes and dtypes of <paramref name="targets"/>.</summary>
    internal static void CheckFit(string path, SafetensorsHeader header, IReadOnlyDictionary<string, Tensor> targets)
    {
        foreach (var entry in header.Entries)
        {
            if (!targets.TryGetValue(entry.Name, out var target))
                throw Bad(path, entry.Name, "is not expected here");
            if (!target.shape.SequenceEqual(entry.Shape))
                throw Bad(path, entry.Name, $"has shape {SafetensorsHeader.Show(entry.Shape)} where {SafetensorsHeader.Show(target.shape)} is expected");
            if (target.dtype != entry.DType)
                throw Bad(path, entry.Name, $"has dtype {SafetensorsDType.Code(entry.DType)} where {SafetensorsDType.Code(target.dtype) ?? target.dtype.ToString()} is expected");
        }
        var present = header.Entries.Select(entry => entry.Name).ToHashSet();
        if (targets.Keys.FirstOrDefault(name => !present.Contains(name)) is { } missing)
            throw Bad(path, missing, "is missing from the file");
    }

    /// <summary>Opens a file for reading; whatever prevents it becomes one sentence.</summary>
    internal static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new WorkbookException($"{path}: this is a folder, not a safetensors file.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path}: the file cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }

    internal static WorkbookException Bad(string path, string tensor, string reason) =>
        new($"{path}: tensor {SafetensorsHeader.Quote(tensor)} {reason}.");

    private static byte[] Header(string path, List<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[8]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            var names = new HashSet<string> { "__metadata__" };
            var at = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var code = SafetensorsDType.Code(tensor.dtype) ?? throw Bad(path, name, $"has dtype {tensor.dtype}, which is not one of {SafetensorsDType.Codes}");
                if (!names.Add(name))
                    throw Bad(path, name, "cannot be saved: the name is taken");
                json.WriteStartObject(name);
                json.WriteString("dtype", code);
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.numel() * SafetensorsDType.Size(tensor.dtype));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        var header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }

    /// <summary>Reads the tensor at the file's position: the header has made sure that the tensors follow each other without gaps.</summary>
    private static Tensor ReadTensor(FileStream file, SafetensorsEntry entry)
    {
        var tensor = empty(entry.Shape.ToArray(), dtype: entry.DType, device: CPU);
        try
        {
            foreach (var piece in Pieces(tensor))
                file.ReadExactly(piece.bytes);
            return tensor;
        }
        catch (IOException e)
        {
            tensor.Dispose();
            throw Bad(file.Name, entry.Name, $"cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    /// <summary>The elements of a contiguous tensor in order; each piece lives until the next is asked for.</summary>
    private static IEnumerable<Tensor> Pieces(Tensor tensor)
    {
        using var flat = tensor.view(-1);
        var count = flat.numel();
        for (var at = 0L; at < count; at += PieceElements)
        {
            using var piece = flat.narrow(0, at, Math.Min(PieceElements, count - at));
            yield return piece;
        }
    }
}
