using System.Text;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// Turns frames into messages of Jupyter messaging 5.4 and back: identities, a delimiter, the signature, header, parent
/// header, metadata and content as JSON, then binary buffers. What is received is checked before it is read: the number and size of frames,
/// the signature, that it was not seen before (the last 65,536 signatures are known), and that the JSON is strict. May be
/// used from several threads.
/// </summary>
internal sealed class MessageCodec(MessageSigner signer, string session, string username)
{
    private const int MaxIdentities = 16, MaxHeader = 64 << 10, MaxMetadata = 16 << 20, MaxContent = Zmtp.MaxInbound;
    private const int Remembered = 65_536;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = new();

    /// <summary>Reads a message, or says in <paramref name="rejection"/> why it is none; never throws.</summary>
    /// <param name="frames">What was received; identities before the delimiter are kept for the answer.</param>
    /// <param name="rejection">One sentence, or null when there is a message.</param>
    public JupyterMessage? Decode(IReadOnlyList<byte[]> frames, out string? rejection)
    {
        var delimiter = 0;
        while (delimiter < frames.Count && delimiter <= MaxIdentities && !frames[delimiter].AsSpan().SequenceEqual("<IDS|MSG>"u8))
            delimiter++;
        if (delimiter == frames.Count || delimiter > MaxIdentities)
            return Reject("it has no delimiter", out rejection);
        if (frames.Count < delimiter + 6)
            return Reject($"it has {frames.Count - delimiter - 1} of the five frames after the delimiter", out rejection);
        var (signature, header, parent, metadata, content) = (frames[delimiter + 1], frames[delimiter + 2], frames[delimiter + 3], frames[delimiter + 4], frames[delimiter + 5]);
        if (header.Length > MaxHeader || parent.Length > MaxHeader || metadata.Length > MaxMetadata || content.Length > MaxContent)
            return Reject("its header, metadata or content is too large", out rejection);
        if (!signer.Verify(signature, header, parent, metadata, content))
            return Reject("its signature is wrong; the client must use the key of the connection file", out rejection);
        if (signer.Signs && !Remember(Encoding.ASCII.GetString(signature)))
            return Reject("its signature was used before", out rejection);

        if (!StrictJson.TryParseObject(header, out var h, out var fault) || !StrictJson.TryParseObject(parent, out var p, out fault)
            || !StrictJson.TryParseObject(metadata, out var m, out fault) || !StrictJson.TryParseObject(content, out var c, out fault))
            return Reject(fault, out rejection);
        var message = new JupyterMessage([.. frames.Take(delimiter)], h, p, m, c, [.. frames.Skip(delimiter + 6)]);
        if (message.MessageType.Length == 0 || message.MessageId.Length == 0)
            return Reject("its header has no msg_type or no msg_id", out rejection);
        rejection = null;
        return message;
    }

    /// <summary>Makes the frames of a message, signed, with a header of its own.</summary>
    /// <param name="type">The <c>msg_type</c>.</param>
    /// <param name="content">Its content.</param>
    /// <param name="parentHeader">The header of what it answers; null for none.</param>
    /// <param name="identities">The frames before the delimiter: a reply's are those of its request; on iopub, the topic.</param>
    /// <param name="metadata">Its metadata; null for none.</param>
    /// <param name="buffers">Binary frames after the content; null for none.</param>
    public IReadOnlyList<byte[]> Encode(
        string type, JsonObject content, JsonObject? parentHeader, IReadOnlyList<byte[]> identities, JsonObject? metadata = null, IReadOnlyList<byte[]>? buffers = null)
    {
        var header = StrictJson.Write(new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = session,
            ["username"] = username,
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            ["msg_type"] = type,
            ["version"] = "5.4",
        });
        var parent = StrictJson.Write(parentHeader);
        var meta = StrictJson.Write(metadata);
        var body = StrictJson.Write(content);
        var signature = Encoding.ASCII.GetBytes(signer.Sign(header, parent, meta, body));
        return [.. identities, "<IDS|MSG>"u8.ToArray(), signature, header, parent, meta, body, .. buffers ?? []];
    }

    // False if the signature is among the last ones.
    private bool Remember(string signature)
    {
        lock (_gate)
        {
            if (!_seen.Add(signature))
                return false;
            _order.Enqueue(signature);
            if (_order.Count > Remembered)
                _seen.Remove(_order.Dequeue());
            return true;
        }
    }

    private static JupyterMessage? Reject(string why, out string rejection)
    {
        rejection = $"A message was ignored: {why}.";
        return null;
    }
}
