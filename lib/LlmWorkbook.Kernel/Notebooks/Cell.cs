using System.Text.Json.Nodes;

namespace LlmWorkbook.Kernel.Notebooks;

/// <summary>One cell of a <see cref="Notebook"/>, over its JSON.</summary>
public sealed class Cell
{
    private readonly Dictionary<string, List<JsonObject>> _displays = [];
    private bool _clearsAtNext;

    internal Cell(JsonObject json)
    {
        Json = json;
        if (json["id"] is null)
            json["id"] = Guid.NewGuid().ToString("N")[..8];
        ObjectAt(json, "metadata");
        if (IsCode)
        {
            Outputs = json["outputs"] as JsonArray ?? [];
            json["outputs"] = Outputs;
            json.TryAdd("execution_count", null);
        }
    }

    /// <summary>The cell as it is written to the file.</summary>
    internal JsonObject Json { get; }

    /// <summary>Its id, unique in the notebook.</summary>
    public string Id => (string)Json["id"]!;

    /// <summary><c>code</c>, <c>markdown</c> or <c>raw</c>.</summary>
    public string Kind => (string)Json["cell_type"]!;

    /// <summary>Whether it holds code.</summary>
    public bool IsCode => Kind == "code";

    /// <summary>The text, lines separated by <c>\n</c>.</summary>
    public string Source => Text(Json["source"]);

    /// <summary>The cell's tags.</summary>
    public IReadOnlyList<string> Tags => [.. (Json["metadata"]!["tags"] as JsonArray ?? []).Select(t => (string?)t ?? "")];

    /// <summary>The outputs of a code cell, in nbformat's form.</summary>
    public JsonArray Outputs { get; } = [];

    /// <summary>All that the cell wrote to standard output.</summary>
    public string StandardOutput => string.Concat(
        Outputs.Where(o => (string?)o!["output_type"] == "stream" && (string?)o["name"] == "stdout").Select(o => Text(o!["text"])));

    /// <summary>What the displayed values and the cell's own value are in a console, those that are one line: where a curve ends, what a check says.</summary>
    public IEnumerable<string> ShownLines =>
        Outputs.Select(o => o!["data"]?["text/plain"]).Where(plain => plain is not null).Select(Text).Where(text => text.Length > 0 && !text.Contains('\n'));

    /// <summary>The number of the execution, as Jupyter shows it in brackets.</summary>
    public int? ExecutionCount
    {
        get => (int?)Json["execution_count"];
        set => Json["execution_count"] = value;
    }

    /// <summary>A new code cell.</summary>
    public static Cell Code(string source, params string[] tags) => new(new JsonObject
    {
        ["cell_type"] = "code",
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]) },
        ["source"] = Lines(source),
    });

    /// <summary>Forgets the outputs and the execution count.</summary>
    public void Clear()
    {
        ClearOutputs(wait: false);
        ExecutionCount = null;
    }

    /// <summary>Removes the outputs, at once or when the next one is added.</summary>
    public void ClearOutputs(bool wait)
    {
        _clearsAtNext = wait;
        if (!wait)
            Forget();
    }

    /// <summary>Adds text to a stream; text on the same stream as the output before it joins that output.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">The piece.</param>
    public void AddStream(string name, string text)
    {
        ForgetIfDue();
        if (Outputs.LastOrDefault() is JsonObject last && (string?)last["output_type"] == "stream" && (string?)last["name"] == name)
            last["text"] = Lines(Text(last["text"]) + text);
        else
            Outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = name, ["text"] = Lines(text) });
    }

    /// <summary>Adds a displayed value.</summary>
    public void AddDisplay(IReadOnlyDictionary<string, string> data, string displayId)
    {
        var output = new JsonObject { ["output_type"] = "display_data", ["data"] = Bundle(data), ["metadata"] = new JsonObject() };
        Add(output);
        if (!_displays.TryGetValue(displayId, out var list))
            _displays[displayId] = list = [];
        list.Add(output);
    }

    /// <summary>Replaces, in place, what this cell displayed under an id.</summary>
    public void UpdateDisplay(IReadOnlyDictionary<string, string> data, string displayId)
    {
        foreach (var output in _displays.GetValueOrDefault(displayId) ?? [])
            output["data"] = Bundle(data);
    }

    /// <summary>Adds the value of the cell's last expression.</summary>
    public void AddResult(IReadOnlyDictionary<string, string> data) => Add(new JsonObject
    {
        ["output_type"] = "execute_result",
        ["execution_count"] = ExecutionCount,
        ["data"] = Bundle(data),
        ["metadata"] = new JsonObject(),
    });

    /// <summary>Adds what stopped the cell.</summary>
    public void AddError(string name, string message, IEnumerable<string> traceback) => Add(new JsonObject
    {
        ["output_type"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. traceback.Select(t => (JsonNode)t)]),
    });

    private void Add(JsonObject output)
    {
        ForgetIfDue();
        Outputs.Add(output);
    }

    private void ForgetIfDue()
    {
        if (_clearsAtNext)
            Forget();
        _clearsAtNext = false;
    }

    private void Forget()
    {
        Outputs.Clear();
        _displays.Clear();
    }

    /// <summary>The object under a name, made when missing.</summary>
    internal static JsonObject ObjectAt(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject found)
            parent[name] = found = [];
        return found;
    }

    /// <summary>nbformat's multi-line text: a string, or an array of strings to be joined.</summary>
    internal static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select(l => (string?)l)),
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)node! : node.ToJsonString(),
    };

    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) + 1;
            if (end == 0)
                end = text.Length;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>A MIME bundle: JSON types become JSON, everything else text.</summary>
    private static JsonObject Bundle(IReadOnlyDictionary<string, string> data)
    {
        var bundle = new JsonObject();
        foreach (var (type, text) in data)
            bundle[type] = type.EndsWith("+json", StringComparison.Ordinal) ? JsonOr(text) : Lines(text);
        return bundle;
    }

    /// <summary>The JSON that a formatter wrote, or its text when it is none.</summary>
    private static JsonNode? JsonOr(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return text;
        }
    }
}
