using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>The channel of cells and of what editors ask; requests are answered one after the other, in the order they come.</summary>
internal sealed class ShellChannel(RouterSocket socket, MessageCodec codec, IoPub iopub, CellRunner cells, Action shutDown)
{
    /// <summary>How long messages that were sent together may take to arrive, when a failing cell drops those behind it.</summary>
    private static readonly TimeSpan s_together = TimeSpan.FromMilliseconds(20);

    private readonly BlockingCollection<(Multipart Received, JupyterMessage Request, long Number)> _requests = [];
    private readonly History _history = new();
    private readonly Answering _answering = new(socket, codec, iopub);
    private long _received;
    private long _dropBefore;
    private int _count;

    /// <summary>Takes requests until the socket is closed. Stop does not wait for its turn: VS Code sends it here, not on the control channel.</summary>
    public void Receive()
    {
        while (socket.Receive() is { } received)
        {
            if (codec.Decode(received.Frames, out _) is not { } request)
                continue;
            if (request.MessageType == "interrupt_request")
                _answering.Answer(received, request, () => CommonRequests.Stop(cells));
            else
                _requests.Add((received, request, Interlocked.Increment(ref _received)));
        }
        _requests.CompleteAdding();
    }

    /// <summary>Answers requests until there are no more.</summary>
    public void Answer()
    {
        try
        {
            foreach (var (received, request, number) in _requests.GetConsumingEnumerable())
            {
                _answering.Answer(received, request, () => AnswerAsync(received, request, number).GetAwaiter().GetResult());
                if (request.MessageType == CommonRequests.Shutdown)
                    shutDown();
            }
        }
        catch (ObjectDisposedException)
        {
            // The kernel is ending; nobody waits for the rest.
        }
    }

    private async Task<(string Type, JsonObject Content)> AnswerAsync(Multipart received, JupyterMessage request, long number)
    {
        switch (request.MessageType)
        {
            case "execute_request":
                return ("execute_reply", number < _dropBefore ? Aborted() : await Execute(received, ExecuteRequest.Read(request)));
            case "complete_request":
                return ("complete_reply", await Complete(request.Content));
            case "inspect_request":
                return ("inspect_reply", await Inspect(request.Content));
            case "is_complete_request":
                return ("is_complete_reply", await IsComplete(request.Content));
            case "history_request":
                return ("history_reply", _history.Reply(request.Content));
            case "comm_info_request":
                return ("comm_info_reply", new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
            case "comm_open":
                // There is no target to connect to; the client is told so, as the protocol asks.
                iopub.Publish("comm_close", new JsonObject { ["comm_id"] = request.Content.Text("comm_id") ?? "", ["data"] = new JsonObject() }, request.Header);
                return ("", []);
            case "comm_msg" or "comm_close":
                return ("", []);
            default:
                return CommonRequests.Answer(request, iopub);
        }
    }

    private async Task<JsonObject> Execute(Multipart received, ExecuteRequest request)
    {
        if (request.StoreHistory)
        {
            _count++;
            _history.Add(_count, request.Code);
        }
        if (!request.Silent)
            iopub.Publish("execute_input", new JsonObject { ["code"] = request.Code, ["execution_count"] = _count }, request.Message.Header);
        var end = await cells.RunAsync(new RunningCell(received.Identity, request, _count));
        if (end.Error is { } error)
        {
            if (request.StopOnError)
            {
                Thread.Sleep(s_together);
                _dropBefore = Interlocked.Read(ref _received) + 1;
            }
            var failed = IoPub.ErrorContent(error);
            failed["status"] = "error";
            failed["execution_count"] = _count;
            return failed;
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["execution_count"] = _count,
            ["user_expressions"] = Expressions(end.Expressions),
            ["payload"] = new JsonArray(),
        };
    }

    /// <summary>Without a number: a client would show it beside a cell that never ran.</summary>
    private static JsonObject Aborted() => new() { ["status"] = "aborted" };

    private static JsonObject Expressions(Dictionary<string, ExpressionValue>? values)
    {
        var all = new JsonObject();
        foreach (var (name, value) in values ?? [])
        {
            var one = value.Error is { } error ? IoPub.ErrorContent(error) : new JsonObject { ["data"] = IoPub.Bundle(value.Data ?? []), ["metadata"] = new JsonObject() };
            one["status"] = value.Error is null ? "ok" : "error";
            all[name] = one;
        }
        return all;
    }

    private async Task<JsonObject> Complete(JsonObject content)
    {
        var code = content.Text("code") ?? "";
        var cursor = CodePoints.ToUtf16(code, content.Number("cursor_pos") ?? int.MaxValue);
        var found = await cells.AskAsync(id => new Request.Complete(id, code, cursor)) as Event.Completed ?? new Event.Completed(0, [], cursor, cursor);
        var (start, end) = (CodePoints.FromUtf16(code, found.Start), CodePoints.FromUtf16(code, found.End));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Matches.Select(m => (JsonNode)m.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Matches.Select(m => new JsonObject
                {
                    ["start"] = start, ["end"] = end, ["text"] = m.Text, ["type"] = m.Kind, ["signature"] = m.Signature,
                })]),
            },
        };
    }

    private async Task<JsonObject> Inspect(JsonObject content)
    {
        var code = content.Text("code") ?? "";
        var cursor = CodePoints.ToUtf16(code, content.Number("cursor_pos") ?? int.MaxValue);
        var data = (await cells.AskAsync(id => new Request.Inspect(id, code, cursor, content.Number("detail_level") ?? 0)) as Event.Inspected)?.Data;
        return new JsonObject { ["status"] = "ok", ["found"] = data is not null, ["data"] = IoPub.Bundle(data ?? []), ["metadata"] = new JsonObject() };
    }

    private async Task<JsonObject> IsComplete(JsonObject content)
    {
        var answer = await cells.AskAsync(id => new Request.IsComplete(id, content.Text("code") ?? "")) as Event.Completeness;
        var reply = new JsonObject { ["status"] = answer?.Status ?? "unknown" };
        if (answer is { Status: "incomplete" })
            reply["indent"] = answer.Indent;
        return reply;
    }
}
