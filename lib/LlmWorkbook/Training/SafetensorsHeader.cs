using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>One tensor as the header of a safetensors file describes it.</summary>
/// <param name="Name">Name of the tensor, unique in the file.</param>
/// <param name="DType">Type of its elements.</param>
/// <param name="Shape">Its sizes; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">First byte after it, counted from the end of the header.</param>
public sealed record SafetensorsEntry(string Name, ScalarType DType, IReadOnlyList<long> Shape, long Begin, long End);

/// <summary>
/// The header of a safetensors file: 8 bytes (its length, little-endian), then JSON
/// <c>{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}</c>, then the tensors' bytes without gaps.
/// Everything is checked against the file's length before a tensor is allocated.
/// Format: https://github.com/huggingface/safetensors (README, "Format").
/// </summary>
public sealed class SafetensorsHeader
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>The most dimensions that libtorch's element-wise operators take.</summary>
    private const int MaxDimensions = 64;

    private readonly string path;

    private SafetensorsHeader(FileStream file)
    {
        path = file.Name;
        var (json, dataLength) = ReadJson(file);
        DataStart = file.Position;
        using (json)
            (Entries, Metadata) = Parse(json.RootElement);
        CheckLayout(dataLength);
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The free text of <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Where the tensors' bytes start in the file.</summary>
    internal long DataStart { get; }

    /// <summary>Reads and checks the header of the file <paramref name="path"/>; no tensor is allocated.</summary>
    /// <exception cref="WorkbookException">The file cannot be read or is no valid safetensors file.</exception>
    public static SafetensorsHeader Read(string path)
    {
        using var file = Safetensors.Open(path);
        return Read(file);
    }

    /// <summary>Reads and checks the header at the start of <paramref name="file"/>.</summary>
    internal static SafetensorsHeader Read(FileStream file) => new(file);

    private (JsonDocument Json, long DataLength) ReadJson(FileStream file)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (file.Length < prefix.Length)
            throw Bad($"the file has only {file.Length} bytes, too few for a safetensors file");
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var rest = file.Length - prefix.Length;
        if (length > MaxLength)
            throw Bad($"its header claims {length} bytes, more than the {MaxLength} that the format allows: this is no safetensors file");
        if ((long)length > rest)
            throw Bad($"its header claims {length} bytes, but only {rest} follow: the file is truncated or no safetensors file");

        var header = new byte[length];
        file.ReadExactly(header);
        if (length == 0 || header[0] != (byte)'{' || !Utf8.IsValid(header))
            throw Bad("its header is not a JSON object in UTF-8");
        try
        {
            return (JsonDocument.Parse(header), rest - (long)length);
        }
        catch (JsonException e)
        {
            throw Bad("its header is not valid JSON", e);
        }
    }

    private (List<SafetensorsEntry>, Dictionary<string, string>) Parse(JsonElement root)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in root.EnumerateObject())
        {
            var name = Text(() => property.Name) ?? throw Bad("its header names a tensor with broken Unicode");
            if (!names.Add(name))
                throw Bad(name, "is listed twice");
            if (name != "__metadata__")
                entries.Add(ParseEntry(name, property.Value));
            else if (property.Value.ValueKind != JsonValueKind.Object)
                throw Bad("its __metadata__ is not an object of texts");
            else
                foreach (var item in property.Value.EnumerateObject())
                    metadata[Text(() => item.Name) ?? throw Bad("its __metadata__ has a key with broken Unicode")] =
                        (item.Value.ValueKind == JsonValueKind.String ? Text(item.Value.GetString) : null)
                        ?? throw Bad("its __metadata__ has a value that is no text");
        }
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        return (entries, metadata);
    }

    private SafetensorsEntry ParseEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 3
            || !value.TryGetProperty("dtype", out var dtypeText)
            || !value.TryGetProperty("shape", out var shapeArray)
            || !value.TryGetProperty("data_offsets", out var offsetArray))
            throw Bad(name, "must have exactly dtype, shape and data_offsets");
        var code = dtypeText.ValueKind == JsonValueKind.String ? Text(dtypeText.GetString) : null;
        var dtype = SafetensorsDType.FromCode(code)
            ?? throw Bad(name, $"has dtype {Quote(code ?? dtypeText.ValueKind.ToString())}, which is not one of {SafetensorsDType.Codes}");
        var shape = Numbers(shapeArray) ?? throw Bad(name, "has a shape that is not a list of whole numbers from 0");
        var offsets = Numbers(offsetArray);
        if (offsets is not [var begin, var end] || begin > end)
            throw Bad(name, "has data_offsets that are not two whole numbers, begin and end, in this order");
        if (shape.Count > MaxDimensions)
            throw Bad(name, $"has {shape.Count} dimensions, more than the {MaxDimensions} that libtorch takes");

        // Sizes of 0 are left out of the product, so that no stride computed from the shape can overflow either.
        Int128 bytes = SafetensorsDType.Size(dtype);
        foreach (var size in shape)
            if ((bytes *= Math.Max(size, 1)) > long.MaxValue)
                throw Bad(name, $"has shape {Show(shape)}, more elements than can be counted");
        if (shape.Contains(0))
            bytes = 0;
        if (bytes != end - begin)
            throw Bad(name, $"has dtype {code} and shape {Show(shape)}, which takes {bytes} bytes, but its data_offsets span {end - begin}");
        return new(name, dtype, shape, begin, end);
    }

    private void CheckLayout(long dataLength)
    {
        var at = 0L;
        foreach (var entry in Entries)
        {
            if (entry.End > dataLength)
                throw Bad(entry.Name, $"ends at byte {entry.End} of the data, but the file holds only {dataLength}: it is truncated");
            if (entry.Begin < at)
                throw Bad(entry.Name, $"starts at byte {entry.Begin} of the data, inside the tensor before it, which ends at {at}: offsets overlap");
            if (entry.Begin > at)
                throw Bad(entry.Name, $"starts at byte {entry.Begin} of the data, but the tensor before it ends at {at}: there is a gap");
            at = entry.End;
        }
        if (at < dataLength)
            throw Bad($"{dataLength - at} bytes follow its last tensor: the file is oversized");
    }

    private static List<long>? Numbers(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = new List<long>();
        foreach (var item in array.EnumerateArray())
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0)
                numbers.Add(number);
            else
                return null;
        return numbers;
    }

    /// <summary>The text that <paramref name="get"/> reads, or null where it is no Unicode (an escaped half of a surrogate pair).</summary>
    private static string? Text(Func<string?> get)
    {
        try
        {
            return get();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private WorkbookException Bad(string reason, Exception? inner = null) => new($"{path}: {reason}.", inner);

    private WorkbookException Bad(string tensor, string reason) => Safetensors.Bad(path, tensor, reason);

    internal static string Show(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>A name fit for a sentence: quoted, at most 80 characters, without control characters.</summary>
    internal static string Quote(string name)
    {
        var shown = name.Length > 80 ? name[..80] + "…" : name;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c))}'";
    }
}
