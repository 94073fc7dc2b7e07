using System.Text.Json;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>The channel that every client listens to: status, and whatever cells show.</summary>
internal sealed class IoPub(PublisherSocket socket, MessageCodec codec)
{
    /// <summary>Tells all clients something.</summary>
    /// <param name="type">The message's type, which is its topic as well.</param>
    /// <param name="content">Its content.</param>
    /// <param name="parent">The header of the request that it belongs to, or null.</param>
    public void Publish(string type, JsonObject content, JsonObject? parent) =>
        socket.Send(codec.Encode(type, content, parent, [System.Text.Encoding.UTF8.GetBytes(type)]));

    /// <summary><c>busy</c>, <c>idle</c> or <c>starting</c>.</summary>
    public void Status(string state, JsonObject? parent) => Publish("status", new JsonObject { ["execution_state"] = state }, parent);

    public void Stream(string name, string text, JsonObject? parent) =>
        Publish("stream", new JsonObject { ["name"] = name, ["text"] = text }, parent);

    public void Error(Event.Error error, JsonObject? parent) => Publish("error", ErrorContent(error), parent);

    /// <summary>Passes on what a cell shows; other events are none of this channel's business.</summary>
    /// <param name="shown">The event.</param>
    /// <param name="executionCount">The number of the cell.</param>
    /// <param name="parent">The header of its request.</param>
    public void Show(Event shown, int executionCount, JsonObject? parent)
    {
        switch (shown)
        {
            case Event.Stream stream:
                Stream(stream.Name, stream.Text, parent);
                break;
            case Event.Display display:
                Publish("display_data", Displayed(display.Data, display.Id), parent);
                break;
            case Event.Update update:
                Publish("update_display_data", Displayed(update.Data, update.Id), parent);
                break;
            case Event.Clear clear:
                Publish("clear_output", new JsonObject { ["wait"] = clear.Wait }, parent);
                break;
            case Event.Result result:
                Publish("execute_result", new JsonObject { ["execution_count"] = executionCount, ["data"] = Bundle(result.Data), ["metadata"] = new JsonObject() }, parent);
                break;
            case Event.Error error:
                Error(error, parent);
                break;
        }
    }

    /// <summary>What an error message and an execute_reply say of an error.</summary>
    public static JsonObject ErrorContent(Event.Error error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(l => (JsonNode)l)]),
    };

    /// <summary>MIME type to text, JSON types as JSON.</summary>
    public static JsonObject Bundle(IReadOnlyDictionary<string, string> data)
    {
        var bundle = new JsonObject();
        foreach (var (type, text) in data)
            bundle[type] = type.EndsWith("json", StringComparison.Ordinal) && Parse(text) is { } json ? json : text;
        return bundle;
    }

    private static JsonObject Displayed(IReadOnlyDictionary<string, string> data, string id) => new()
    {
        ["data"] = Bundle(data),
        ["metadata"] = new JsonObject(),
        ["transient"] = new JsonObject { ["display_id"] = id },
    };

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
