using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Kernel.Notebooks;

/// <summary>A Jupyter notebook, nbformat 4.5: a thin view of its JSON, so that whatever it does not know survives reading and writing.</summary>
public sealed class Notebook
{
    private static readonly JsonSerializerOptions s_layout =
        new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _root;

    private Notebook(JsonObject root)
    {
        _root = root;
        Cells = [.. ((JsonArray)root["cells"]!).Select(c => new Cell((JsonObject)c!))];
    }

    /// <summary>The cells, top to bottom.</summary>
    public List<Cell> Cells { get; }

    /// <summary>The notebook's own metadata.</summary>
    public JsonObject Metadata => Cell.ObjectAt(_root, "metadata");

    /// <summary>Parses a notebook's JSON and brings it to nbformat 4.5 (each cell gets an id).</summary>
    /// <exception cref="FormatException">The text is no nbformat 4 notebook; the message says why.</exception>
    public static Notebook Parse(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject root || root["cells"] is not JsonArray cells)
                throw new FormatException("it has no \"cells\"");
            if ((int?)root["nbformat"] != 4)
                throw new FormatException($"it is of nbformat {root["nbformat"]?.ToJsonString() ?? "(none)"}, and only 4 is read");
            if (cells.FirstOrDefault(c => c is not JsonObject o || (string?)o["cell_type"] is not ("code" or "markdown" or "raw")) is { } odd)
                throw new FormatException($"it has a cell of no known type: {odd.ToJsonString()}");
            root["nbformat_minor"] = Math.Max(5, (int?)root["nbformat_minor"] ?? 0);
            return new Notebook(root);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("it is not valid JSON of a notebook: " + e.Message, e);
        }
    }

    /// <summary>Reads a notebook file, <c>.ipynb</c> or .NET Interactive's <c>.dib</c>; see <see cref="Parse"/>.</summary>
    public static Notebook Read(string path) => DibFile.Is(path) ? new Notebook(DibFile.Parse(File.ReadAllText(path))) : Parse(File.ReadAllText(path));

    /// <summary>The notebook as JSON, laid out as Jupyter does: one space of indent, a newline at the end.</summary>
    public string ToJson()
    {
        _root["cells"] = new JsonArray([.. Cells.Select(c => c.Json.DeepClone())]);
        return _root.ToJsonString(s_layout) + "\n";
    }

    /// <summary>Writes the file, as <c>.dib</c> without outputs when it is called so, by way of a temporary one, so that a reader never sees half a notebook.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var half = path + ".half";
        File.WriteAllText(half, DibFile.Is(path) ? DibFile.Write(this) : ToJson());
        File.Move(half, path, overwrite: true);
    }
}
