using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>The channel that is answered while a cell runs: Stop and the end.</summary>
internal sealed class ControlChannel(RouterSocket socket, MessageCodec codec, IoPub iopub, CellRunner cells, Action shutDown)
{
    private readonly Answering _answering = new(socket, codec, iopub);

    /// <summary>Answers requests until the socket is closed.</summary>
    public void Answer()
    {
        while (socket.Receive() is { } received)
        {
            if (codec.Decode(received.Frames, out _) is not { } request)
                continue;
            _answering.Answer(received, request, () => request.MessageType == "interrupt_request" ? CommonRequests.Stop(cells) : CommonRequests.Answer(request, iopub));
            if (request.MessageType == CommonRequests.Shutdown)
                shutDown();
        }
    }
}
