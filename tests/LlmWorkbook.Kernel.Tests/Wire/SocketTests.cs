using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Kernel.Wire;
using LlmWorkbook.Tests;
using static LlmWorkbook.Kernel.Tests.Wire.LibzmqPeer;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>Our sockets against peers written by hand: the protocol's corners, and peers that break its rules.</summary>
[Collection(Alone)]
public sealed class SocketTests
{
    /// <summary>Some of these measure what the whole process allocates and how many threads it has.</summary>
    internal const string Alone = "alone";

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Definition;

    [Fact]
    public void OnlyLoopbackIsListenedOn()
    {
        foreach (var address in new[] { IPAddress.Any, IPAddress.IPv6Any, IPAddress.Parse("192.0.2.1") })
        {
            var e = Assert.Throws<ArgumentException>(() => new RouterSocket(address, 0));
            Assert.Contains($"{address} is reachable from other machines", e.Message);
        }
        using var other = new HeartbeatSocket(IPAddress.Parse("127.0.0.2"), 0);
        Assert.NotEqual(0, other.Port);
    }

    [Fact]
    public void APortThatIsTakenIsNamed()
    {
        using var first = new RouterSocket(IPAddress.Loopback, 0);
        var e = Assert.Throws<InputException>(() => new PublisherSocket(IPAddress.Loopback, first.Port));
        Assert.Contains($"Port {first.Port} on 127.0.0.1 cannot be listened on", e.Message);
    }

    [Fact]
    public void AKernelThatRestartsGetsItsPortsBack()
    {
        // The side that closes first keeps the port in TIME_WAIT: here, ours.
        var router = new RouterSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(router.Port);
        peer.Shake("DEALER");
        Poll.Until(() => router.ConnectionCount == 1, "the peer is connected");
        router.Dispose();
        Assert.True(peer.IsClosed());
        using var again = new RouterSocket(IPAddress.Loopback, router.Port);
        Assert.Equal(router.Port, again.Port);
    }

    [Fact]
    public void SubscriptionsOfZmtp30ComeAsMessages()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(publisher.Port);
        peer.Shake("SUB");
        peer.Write(RawPeer.Frame(0, [1, .. Bytes("a.")]));
        peer.Write(RawPeer.Frame(0, [1, .. Bytes("b")]));
        peer.Write(RawPeer.Frame(0, [0, .. Bytes("a.")]));
        peer.Write(RawPeer.Frame(0, [1, .. Bytes("end")]));
        Poll.Until(() => publisher.SubscriberCount(Bytes("end")) == 1, "everything is subscribed");
        publisher.Send([Bytes("a.1"), Bytes("no")]);
        publisher.Send([Bytes("b"), Bytes("yes")]);
        peer.Expect(RawPeer.More, Bytes("b"));
        peer.Expect(0, Bytes("yes"));
    }

    [Fact]
    public void ATopicThatIsSubscribedTwiceIsCancelledTwice()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(publisher.Port);
        peer.Shake("SUB");
        peer.Write([.. RawPeer.Frame(0, [1, 65]), .. RawPeer.Frame(0, [1, 65]), .. RawPeer.Frame(0, [0, 65]), .. RawPeer.Frame(0, [1, 66])]);
        Poll.Until(() => publisher.SubscriberCount([66]) == 1, "everything is subscribed");
        Assert.Equal(1, publisher.SubscriberCount([65]));
        peer.Write(RawPeer.Frame(0, [0, 65]));
        Poll.Until(() => publisher.SubscriberCount([65]) == 0, "the second cancellation has arrived");
    }

    [Fact]
    public void ASecondClientOfTheSameNameTakesItOver()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var first = new RawPeer(router.Port);
        first.Shake("DEALER", Bytes("same"));
        Poll.Until(() => router.IsConnected(Bytes("same")), "the first is connected");
        using var second = new RawPeer(router.Port);
        second.Shake("DEALER", Bytes("same"));
        Assert.True(first.IsClosed());
        router.Send(Bytes("same"), [Bytes("to the second")]);
        second.Expect(0, Bytes("to the second"));
    }

    [Fact]
    public void SubscriptionsOfZmtp31ComeAsCommands()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(publisher.Port);
        peer.Shake("SUB");
        peer.Write(RawPeer.Frame(RawPeer.Command, [9, .. "SUBSCRIBE"u8, .. "a"u8]));
        peer.Write(RawPeer.Frame(RawPeer.Command, [9, .. "SUBSCRIBE"u8, .. "b"u8]));
        peer.Write(RawPeer.Frame(RawPeer.Command, [6, .. "CANCEL"u8, .. "a"u8]));
        peer.Write(RawPeer.Frame(RawPeer.Command, [7, .. "UNKNOWN"u8, .. "is ignored"u8]));
        peer.Write(RawPeer.Frame(RawPeer.Command, [9, .. "SUBSCRIBE"u8, .. "end"u8]));
        Poll.Until(() => publisher.SubscriberCount(Bytes("end")) == 1, "everything is subscribed");
        publisher.Send([Bytes("a")]);
        publisher.Send([Bytes("b")]);
        peer.Expect(0, Bytes("b"));
    }

    [Fact]
    public void APingIsAnsweredWithItsContext()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(router.Port);
        peer.Shake("DEALER");
        peer.Write(RawPeer.Frame(RawPeer.Command, [4, .. "PING"u8, 0, 10, .. "context"u8]));
        peer.Expect(RawPeer.Command, [4, .. "PONG"u8, .. "context"u8]);
        // Between the frames of a message, too.
        peer.Write(RawPeer.Frame(RawPeer.More, Bytes("1")));
        peer.Write(RawPeer.Frame(RawPeer.Command, [4, .. "PING"u8, 0, 0]));
        peer.Write(RawPeer.Frame(0, Bytes("2")));
        peer.Expect(RawPeer.Command, [4, .. "PONG"u8]);
        Assert.Equal([Bytes("1"), Bytes("2")], router.Receive()!.Frames);
    }

    [Fact]
    public void BytesMayComeOneAtATime()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(router.Port);
        foreach (var b in (byte[])[.. RawPeer.Handshake("DEALER", Bytes("me")), .. RawPeer.Frame(RawPeer.More, Bytes("first")), .. RawPeer.LongHead(0, 3), .. "end"u8])
            peer.Write([b]);
        var message = router.Receive()!;
        Assert.Equal(Bytes("me"), message.Identity);
        Assert.Equal([Bytes("first"), Bytes("end")], message.Frames);
    }

    public static TheoryData<string, byte[]> WrongBytes() => new()
    {
        { "HTTP", [.. "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8, .. new byte[64]] },
        { "the second half of the signature", [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7E, .. RawPeer.Greeting()[10..]] },
        { "ZMTP 2.0", RawPeer.Greeting(major: 2) },
        { "PLAIN", RawPeer.Greeting(mechanism: "PLAIN") },
        { "NULLX", RawPeer.Greeting(mechanism: "NULLX") },
        { "a message before READY", [.. RawPeer.Greeting(), .. RawPeer.Frame(0, Bytes(""))] },
        { "another command before READY", [.. RawPeer.Greeting(), .. RawPeer.Frame(RawPeer.Command, [4, .. "PING"u8, 0, 0])] },
        { "the wrong socket type", RawPeer.Handshake("SUB") },
        { "no socket type", [.. RawPeer.Greeting(), .. RawPeer.Frame(RawPeer.Command, [5, .. "READY"u8])] },
        { "a property longer than its command", [.. RawPeer.Greeting(), .. RawPeer.Frame(RawPeer.Command, [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0x7F, 0xFF, 0xFF, 0xFF, 1])] },
        { "a property of negative length", [.. RawPeer.Greeting(), .. RawPeer.Frame(RawPeer.Command, [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0xFF, 0xFF, 0xFF, 0xFF, 1])] },
        { "a property without a name", [.. RawPeer.Greeting(), .. RawPeer.Frame(RawPeer.Command, [5, .. "READY"u8, 0, 0, 0, 0, 0])] },
        { "an identity that begins with zero", RawPeer.Handshake("DEALER", [0, 1, 2, 3, 4]) },
        { "an identity of 256 bytes", RawPeer.Handshake("DEALER", Enumerable.Repeat((byte)1, 256).ToArray()) },
        { "READY twice", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.Command, RawPeer.ReadyBody("DEALER"))] },
        { "reserved flags", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(8, Bytes("x"))] },
        { "a command with more to follow", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.Command | RawPeer.More, [4, .. "PING"u8, 0, 0])] },
        { "an empty command", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.Command, [])] },
        { "a command shorter than its name", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.Command, [40, .. "PING"u8])] },
        { "a PING without its time", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.Command, [4, .. "PING"u8, 0])] },
        { "a PING with a long context", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.Command, [4, .. "PING"u8, 0, 0, .. new byte[17]])] },
        { "ERROR", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.Command, [5, .. "ERROR"u8, 0])] },
        { "a frame above the limit", [.. RawPeer.Handshake("DEALER"), .. RawPeer.LongHead(0, (256 << 20) + 1)] },
        { "a frame of 2^63 bytes", [.. RawPeer.Handshake("DEALER"), .. RawPeer.LongHead(0, long.MinValue)] },
        { "a frame of 2^64-1 bytes", [.. RawPeer.Handshake("DEALER"), .. RawPeer.LongHead(0, -1)] },
        { "a command above the limit", [.. RawPeer.Handshake("DEALER"), .. RawPeer.LongHead(RawPeer.Command, 65_536)] },
        { "too many frames", [.. RawPeer.Handshake("DEALER"), .. Enumerable.Repeat(RawPeer.Frame(RawPeer.More, []), 512).SelectMany(f => f)] },
        { "frames above the limit together", [.. RawPeer.Handshake("DEALER"), .. RawPeer.Frame(RawPeer.More, new byte[2]), .. RawPeer.LongHead(0, (256 << 20) - 1)] },
    };

    [Theory]
    [MemberData(nameof(WrongBytes))]
    public void APeerThatBreaksTheRulesIsClosedAndNoOther(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var good = new RawPeer(router.Port);
        good.Shake("DEALER");
        using var bad = new RawPeer(router.Port);
        var before = GC.GetTotalAllocatedBytes();
        bad.Write(bytes);
        Assert.True(bad.IsClosed());
        Assert.True(GC.GetTotalAllocatedBytes() - before < 16 << 20, "memory was reserved for an announced length");
        good.Write(RawPeer.Frame(0, Bytes("still here?")));
        var message = router.Receive()!;
        Assert.Equal([Bytes("still here?")], message.Frames);
        router.Send(message.Identity, [Bytes("yes")]);
        good.Expect(0, Bytes("yes"));
        Poll.Until(() => router.ConnectionCount == 1, "the bad peer is forgotten");
    }

    [Fact]
    public void AnAnnouncedLengthAloneReservesNoMemory()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(router.Port);
        peer.Shake("DEALER");
        var before = GC.GetTotalAllocatedBytes();
        peer.Write([.. RawPeer.LongHead(RawPeer.More, 256 << 20), .. new byte[100_000]]);
        peer.EndWriting();
        Assert.True(peer.IsClosed());
        Assert.True(GC.GetTotalAllocatedBytes() - before < 16 << 20, "memory was reserved for an announced length");
    }

    [Fact]
    public void ASubscriberCannotPileUpTopics()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var many = new RawPeer(publisher.Port);
        many.Shake("SUB");
        for (var i = 0; i < 1024; i++)
            many.Write(RawPeer.Frame(0, [1, (byte)(i >> 8), (byte)i]));
        Poll.Until(() => publisher.SubscriberCount([3, 255]) == 1, "1024 topics are subscribed");
        many.Write(RawPeer.Frame(0, [1, 9, 9]));
        Assert.True(many.IsClosed());
        using var huge = new RawPeer(publisher.Port);
        huge.Shake("SUB");
        huge.Write(RawPeer.LongHead(0, 4098));
        Assert.True(huge.IsClosed());
        Poll.Until(() => publisher.ConnectionCount == 0, "both are forgotten");
    }
}
