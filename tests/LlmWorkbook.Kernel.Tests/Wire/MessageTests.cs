using System.Text;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Wire;
using LlmWorkbook.Tests;
using static LlmWorkbook.Kernel.Tests.Wire.LibzmqPeer;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>Signatures, and messages that are wrong in every way.</summary>
public sealed class MessageTests
{
    private const string Key = "a0436f6c-1916-498b-8eb9-e81ab9368e84";
    private const string Header = """{"msg_id":"1","session":"s","msg_type":"execute_request","version":"5.3"}""";

    [Fact]
    public void TheSignatureIsHmacSha256InHexadecimal()
    {
        // The example of RFC 4231, test case 2, cut into four parts.
        var signer = new MessageSigner("Jefe");
        Assert.Equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", signer.Sign("what do "u8.ToArray(), "ya "u8.ToArray(), "want for "u8.ToArray(), "nothing?"u8.ToArray()));
        Assert.Equal("", new MessageSigner("").Sign([1], [2], [3], [4]));
    }

    [Fact]
    public void AMessageComesBackAsItWasSent()
    {
        var codec = Codec();
        var content = new JsonObject { ["code"] = "x = \"äöü 😀 <b> \\ \u0001\"\n", ["silent"] = false, ["n"] = 1.5, ["none"] = null, ["list"] = new JsonArray(1, "two", new JsonObject()) };
        var parent = new JsonObject { ["msg_id"] = "0" };
        var frames = codec.Encode("execute_reply", content, parent, [Bytes("client"), []], new JsonObject { ["m"] = 1 }, [[1, 2], []]);
        var message = codec.Decode(frames, out var rejection)!;
        Assert.Null(rejection);
        Assert.Equal([Bytes("client"), []], message.Identities);
        Assert.Equal([[1, 2], []], message.Buffers);
        Assert.True(JsonNode.DeepEquals(content, message.Content));
        Assert.True(JsonNode.DeepEquals(parent, message.ParentHeader));
        Assert.Equal("execute_reply", message.MessageType);
        Assert.Equal("our session", message.Session);
        Assert.NotEqual("", message.MessageId);
        Assert.Equal("""{"m":1}""", message.Metadata.ToJsonString());
        Assert.Equal("5.4", (string?)message.Header["version"]);
        Assert.Equal("user", (string?)message.Header["username"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", (string?)message.Header["date"]);
        Assert.NotEqual(message.MessageId, codec.Decode(codec.Encode("x", [], null, []), out _)!.MessageId);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(16 << 10)]
    [InlineData(100_001)]
    public void TextOfAnyLengthSurvivesWithPairsAcrossPieces(int pairs)
    {
        var codec = Codec();
        foreach (var text in new[] { string.Concat(Enumerable.Repeat("😀", pairs)), "x" + string.Concat(Enumerable.Repeat("😀", pairs)), new string('<', pairs), new string('\n', pairs) })
        {
            var message = codec.Decode(codec.Encode("stream", new JsonObject { ["text"] = text }, null, []), out var rejection);
            Assert.Null(rejection);
            Assert.Equal(text, (string?)message!.Content["text"]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public void HalfASurrogatePairInAnOutputIsReplacedNotThrown(int length)
    {
        var codec = Codec();
        foreach (var text in new[] { new string('\ud800', length), new string('a', length) + "\ud800", new string('\udc00', length) + "a" })
        {
            var message = codec.Decode(codec.Encode("stream", new JsonObject { ["text"] = text }, null, []), out var rejection);
            Assert.Null(rejection);
            Assert.Equal(text.Replace('\ud800', '\ufffd').Replace('\udc00', '\ufffd'), (string?)message!.Content["text"]);
        }
    }

    [Fact]
    public void A64MebibyteOutputDoesNotCostManyTimesItsSize()
    {
        var text = string.Concat(Enumerable.Repeat("\"line\" <b>\n", (64 << 20) / 11));
        var content = new JsonObject { ["text"] = text };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var frames = Codec().Encode("stream", content, null, []);
        Assert.InRange(frames[^1].Length, text.Length, 2 * text.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L * text.Length);
    }

    [Fact]
    public void AForgedMessageIsRefused()
    {
        var good = Frames();
        for (var frame = 1; frame <= 5; frame++)
        {
            var forged = good.Select(f => f.ToArray()).ToArray();
            forged[frame][^1] ^= 1;
            Refused(forged, "its signature is wrong");
        }
        Refused([good[0], [], .. good[2..]], "its signature is wrong");
        Refused([good[0], good[1][..63], .. good[2..]], "its signature is wrong");
        Refused([good[0], [.. good[1], 48], .. good[2..]], "its signature is wrong");
        Refused([good[0], good[1], good[3], good[2], good[4], good[5]], "its signature is wrong");
        Refused(new MessageCodec(new MessageSigner("another key"), "s", "u").Encode("execute_request", [], null, []), "its signature is wrong");
        Refused(new MessageCodec(new MessageSigner(""), "s", "u").Encode("execute_request", [], null, []), "its signature is wrong");
        Accepted(Codec(), good);
    }

    [Fact]
    public void WithoutAKeyOnlyTheEmptySignatureIsTaken()
    {
        var codec = new MessageCodec(new MessageSigner(""), "s", "u");
        var frames = codec.Encode("kernel_info_request", [], null, []);
        Assert.Equal([], frames[1]);
        Accepted(codec, frames);
        Accepted(codec, frames);
        Assert.Null(codec.Decode([frames[0], [1], .. frames.Skip(2)], out _));
    }

    [Fact]
    public void AReplayedMessageIsRefusedAndForgeriesDoNotFillTheMemory()
    {
        var codec = Codec();
        var good = Frames();
        Accepted(codec, good);
        for (var i = 0; i < 70_000; i++)
            codec.Decode([good[0], Bytes(i.ToString("x64")), .. good[2..]], out _);
        Assert.Null(codec.Decode(good, out var rejection));
        Assert.Equal("A message was ignored: its signature was used before.", rejection);
        Accepted(codec, Frames(header: Header.Replace("\"1\"", "\"2\"")));
    }

    [Fact]
    public void RememberedSignaturesAreBounded()
    {
        var codec = Codec();
        var signer = new MessageSigner(Key);
        var first = Frames();
        Accepted(codec, first);
        for (var i = 0; i < 65_535; i++)
            Accepted(codec, Frames(header: Header.Replace("\"1\"", $"\"a{i}\"")));
        Assert.Null(codec.Decode(first, out _));
        Accepted(codec, Frames(header: Header.Replace("\"1\"", "\"the last\"")));
        // The first is forgotten by now: what is remembered does not grow without end.
        Accepted(codec, first);
    }

    [Fact]
    public void ATruncatedMessageIsRefused()
    {
        var good = Frames();
        for (var count = 0; count < good.Length; count++)
            Refused(good[..count], count == 0 ? "it has no delimiter" : $"it has {count - 1} of the five frames");
        Refused(good[1..], "it has no delimiter");
        Refused([.. Enumerable.Repeat<byte[]>([], 17), .. good], "it has no delimiter");
        Refused([Bytes("<ids|msg>"), .. good[1..]], "it has no delimiter");
        Accepted(Codec(), [.. Enumerable.Repeat<byte[]>([], 16), .. good]);
    }

    [Fact]
    public void AnOversizedHeaderIsRefused()
    {
        var large = $$"""{"msg_id":"{{new string('a', 65_536)}}","msg_type":"t"}""";
        Refused(Frames(header: large), "is too large");
        Refused(Frames(parent: large), "is too large");
        Refused(Frames(metadata: $$"""{"a":"{{new string('a', 16 << 20)}}"}"""), "is too large");
        Accepted(Codec(), Frames(content: $$"""{"a":"{{new string('a', 16 << 20)}}"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"a":{"b":1,"c":2,"b":3}}""")]
    [InlineData("""{"a":[{"b":1,"b":3}]}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":"\udc00\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":"\x"}""")]
    [InlineData("{/* comment */}")]
    [InlineData("\ufeff{}")]
    public void SignedButMalformedJsonIsRefused(string json)
    {
        const string why = "A message was ignored: (its JSON is malformed|a part of it is not a JSON object).*";
        foreach (var frames in new[] { Frames(header: json), Frames(parent: json), Frames(metadata: json), Frames(content: json) })
        {
            Assert.Null(Codec().Decode(frames, out var rejection));
            Assert.Matches(why, rejection);
        }
    }

    [Fact]
    public void SignedButUnreadableBytesAreRefused()
    {
        foreach (var bytes in new byte[][] { [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xC3, 0x22, 0x7D], [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x7D], [0xC0, 0x80], [0, 0], [0x7B, 0, 0x7D] })
            Assert.Null(Codec().Decode(Signed(Bytes(Header), "{}"u8.ToArray(), "{}"u8.ToArray(), bytes), out _));
        string Deep(int depth) => $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        Accepted(Codec(), Frames(content: Deep(100)));
        Refused(Frames(content: Deep(200)), "too deep");
        Refused(Frames(content: Deep(1_000_000)), "too deep");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"msg_id":"1"}""")]
    [InlineData("""{"msg_type":"t"}""")]
    [InlineData("""{"msg_id":1,"msg_type":"t"}""")]
    [InlineData("""{"msg_id":"1","msg_type":null}""")]
    [InlineData("""{"msg_id":"","msg_type":"t"}""")]
    [InlineData("""{"msg_id":"1","msg_type":{"a":1}}""")]
    public void AHeaderThatNamesNoMessageIsRefused(string header) => Refused(Frames(header: header), "its header has no msg_type or no msg_id");

    [Fact]
    public void TenThousandMutatedMessagesAreReadOrRefusedNeverThrown() => Fuzz(10_000, seed: 3);

    [FullFact]
    public void FourHundredThousandMutatedMessagesAreReadOrRefusedNeverThrown() => Fuzz(400_000, seed: 4);

    [PythonFact("jupyter_client")]
    public void JupyterClientReadsWhatWeWriteAndWeReadWhatItWrites()
    {
        const string script = """
            import json, sys
            from jupyter_client.session import Session
            session = Session(key=sys.argv[1].encode())
            frames = [bytes.fromhex(f) for f in sys.stdin.readline().split()]
            identities, frames = session.feed_identities(frames)
            message = session.deserialize(frames)
            assert message["content"]["text"] == "äöü 😀 \"<b>\n" and message["parent_header"]["msg_id"] == "0" and message["header"]["date"].tzinfo is not None
            reply = session.msg("execute_request", {"code": message["content"]["text"]}, parent=message)
            print(" ".join(f.hex() or "-" for f in [b"<IDS|MSG>"] + session.serialize(reply)[1:]))
            """;
        using var python = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(SystemPython.Path, ["-c", script, Key]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var codec = Codec();
        var sent = codec.Encode("stream", new JsonObject { ["text"] = "äöü 😀 \"<b>\n" }, new JsonObject { ["msg_id"] = "0" }, [Bytes("topic")]);
        python.StandardInput.WriteLine(string.Join(' ', sent.Select(Convert.ToHexString)));
        var line = python.StandardOutput.ReadLine();
        Assert.NotNull(line);
        var message = codec.Decode([.. line.Split(' ').Select(f => f == "-" ? [] : Convert.FromHexString(f))], out var rejection);
        Assert.Null(rejection);
        Assert.Equal("execute_request", message!.MessageType);
        Assert.Equal("äöü 😀 \"<b>\n", (string?)message.Content["code"]);
        Assert.Equal("our session", (string?)message.ParentHeader["session"]);
    }

    // Half of the messages are signed anew after they were changed, so that the reading behind the signature is reached.
    private static void Fuzz(int count, int seed)
    {
        var random = new Random(seed);
        var codec = Codec();
        var (read, refused) = (0, 0);
        string[] contents = ["{}", """{"code":"1+1","silent":false,"user_expressions":{"a":"b\u00e9\ud83d\ude00"},"n":[1,2.5e3,null]}""", """{"data":{"text/plain":"é😀"},"x":[[[[{}]]]]}"""];
        for (var i = 0; i < count; i++)
        {
            var parts = new List<byte[]> { Bytes(Header.Replace("\"1\"", $"\"{i}\"")), Bytes(random.Next(2) == 0 ? "{}" : Header), Bytes("{}"), Bytes(contents[random.Next(contents.Length)]) };
            var resign = random.Next(2) == 0;
            var frames = resign ? null : Signed(parts[0], parts[1], parts[2], parts[3]).ToList();
            var changes = random.Next(4);
            for (var n = 0; n < changes; n++)
                Change(random, frames ?? parts);
            frames ??= parts.Count >= 4 ? [.. Signed(parts[0], parts[1], parts[2], parts[3]), .. parts.Skip(4)] : [Bytes("<IDS|MSG>"), .. parts];
            var message = codec.Decode(frames, out var rejection);
            Assert.Equal(message is null, rejection is not null);
            if (message is null)
            {
                refused++;
                Assert.True(changes > 0, rejection);
                continue;
            }
            read++;
            // Everything that was let through can be read to the end and sent on.
            foreach (var part in new[] { message.Header, message.ParentHeader, message.Metadata, message.Content })
                part.DeepClone().ToJsonString();
            codec.Encode(message.MessageType, message.Content, message.Header, message.Identities, message.Metadata, message.Buffers);
        }
        Assert.InRange(read, count / 4, count);
        Assert.InRange(refused, count / 4, count);
    }

    private static void Change(Random random, List<byte[]> frames)
    {
        if (frames.Count == 0)
            return;
        var at = random.Next(frames.Count);
        var bytes = frames[at].ToList();
        var place = random.Next(bytes.Count + 1);
        const string interesting = "{}[]\",:\\u0\0\x7f\x80\xC3\xED\xFF";
        switch (random.Next(9))
        {
            case 0:
                frames.RemoveAt(at);
                return;
            case 1:
                frames.Insert(at, frames[random.Next(frames.Count)]);
                return;
            case 2:
                (frames[at], frames[0]) = (frames[0], frames[at]);
                return;
            case 3:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 4:
                bytes.InsertRange(place, bytes.Take(random.Next(200)).ToArray());
                break;
            case 5:
                bytes.InsertRange(place, Encoding.UTF8.GetBytes(new string('[', random.Next(300))));
                break;
            default:
                bytes.Insert(place, (byte)interesting[random.Next(interesting.Length)]);
                if (random.Next(2) == 0 && place + 1 < bytes.Count)
                    bytes.RemoveAt(place + 1);
                break;
        }
        frames[at] = [.. bytes];
    }

    private static MessageCodec Codec() => new(new MessageSigner(Key), "our session", "user");

    private static byte[][] Frames(string header = Header, string parent = "{}", string metadata = "{}", string content = "{}") =>
        Signed(Bytes(header), Bytes(parent), Bytes(metadata), Bytes(content));

    private static byte[][] Signed(byte[] header, byte[] parent, byte[] metadata, byte[] content) =>
        [Bytes("<IDS|MSG>"), Bytes(new MessageSigner(Key).Sign(header, parent, metadata, content)), header, parent, metadata, content];

    private static void Accepted(MessageCodec codec, IReadOnlyList<byte[]> frames)
    {
        Assert.NotNull(codec.Decode(frames, out var rejection));
        Assert.Null(rejection);
    }

    private static void Refused(IReadOnlyList<byte[]> frames, string why)
    {
        Assert.Null(Codec().Decode(frames, out var rejection));
        Assert.Contains(why, rejection);
    }
}
