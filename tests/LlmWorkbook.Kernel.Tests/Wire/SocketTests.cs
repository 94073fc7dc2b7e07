using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Kernel.Wire;
using LlmWorkbook.Tests;
using static LlmWorkbook.Kernel.Tests.Wire.LibzmqPeer;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>Our sockets against peers written by hand: the protocol's corners, and peers that are slow, gone or hostile.</summary>
[Collection(Alone)]
public sealed class SocketTests
{
    /// <summary>Some of these measure what the whole process allocates and how many threads it has.</summary>
    private const string Alone = "alone";

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

    [Fact]
    public void ASlowSubscriberHoldsUpNobodyAndIsGivenUpAtItsLimit()
    {
        const int limit = 8 << 20, size = 100_000;
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0, limit);
        using var slow = new RawPeer(publisher.Port, receiveBuffer: 4096);
        using var quick = new RawPeer(publisher.Port);
        foreach (var peer in new[] { slow, quick })
        {
            peer.Shake("SUB");
            peer.Write(RawPeer.Frame(0, [1]));
        }
        Poll.Until(() => publisher.SubscriberCount([]) == 2, "both are subscribed");
        var sent = 0;
        while (publisher.ConnectionCount == 2)
        {
            publisher.Send([new byte[size]]);
            Assert.Equal(size, quick.ReadFrame().Body.Length);
            Assert.True(++sent < 500, "the slow subscriber's queue has no bound");
        }
        // What the system buffers comes on top of the limit.
        Assert.InRange(sent * (long)size, limit, 500L * size);
        Assert.True(slow.IsClosed());
        publisher.Send([Bytes("on")]);
        quick.Expect(0, Bytes("on"));
        Assert.Equal(1, publisher.ConnectionCount);
    }

    [Fact]
    public void AMessageAloneIsSentEvenAboveTheLimitOfTheQueue()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0, 1000);
        using var peer = new RawPeer(publisher.Port);
        peer.Shake("SUB");
        peer.Write(RawPeer.Frame(0, [1]));
        Poll.Until(() => publisher.SubscriberCount([]) == 1, "it is subscribed");
        for (var i = 0; i < 3; i++)
        {
            publisher.Send([new byte[3_000_000]]);
            Assert.Equal(3_000_000, peer.ReadFrame().Body.Length);
            // The message counts until its last byte is written.
            Poll.Until(() => publisher.QueuedBytes == 0, "the queue is empty");
        }
    }

    [Fact]
    public void EveryQueuedByteIsAccountedForAndMessagesAreSharedNotCopied()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        var peers = Enumerable.Range(0, 4).Select(_ => new RawPeer(publisher.Port, receiveBuffer: 4096)).ToArray();
        foreach (var peer in peers)
        {
            peer.Shake("SUB");
            peer.Write(RawPeer.Frame(0, [1]));
        }
        Poll.Until(() => publisher.SubscriberCount([]) == 4, "all are subscribed");
        var big = new byte[64 << 20];
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < 7; i++)
            publisher.Send([Bytes("t"), big]);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 16 << 20, "the messages were copied");
        Assert.InRange(publisher.QueuedBytes, 4L * 7 * big.Length, 4L * 7 * (big.Length + 4096));
        // The eighth would make more than 512 MiB.
        publisher.Send([Bytes("t"), big]);
        Poll.Until(() => publisher.ConnectionCount == 0, "all are given up");
        Assert.Equal(0, publisher.QueuedBytes);
        foreach (var peer in peers)
            peer.Dispose();
    }

    [Fact]
    public void AMessageTooLargeToSendIsRefusedInOneSentence()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        var half = new byte[260 << 20];
        var e = Assert.Throws<ArgumentException>(() => publisher.Send([half, half]));
        Assert.StartsWith("A message of 520 MiB is too large to send; the limit is 512 MiB.", e.Message);
    }

    [Fact]
    public void ARouterReadsNoFurtherThanItsCallerAndLosesNothing()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var flooding = new RawPeer(router.Port);
        flooding.Shake("DEALER");
        const int count = 300, size = 1 << 20;
        var writer = new Thread(() =>
        {
            var frame = RawPeer.Frame(0, new byte[size]);
            for (var i = 0; i < count; i++)
                flooding.Write(frame);
        });
        writer.Start();
        Poll.Until(() => router.PendingBytes > 60 << 20, "the router is full");
        using var other = new RawPeer(router.Port);
        other.Shake("DEALER", Bytes("other"));
        other.Write(RawPeer.Frame(0, Bytes("me too")));
        Assert.InRange(router.PendingBytes, 0, 70 << 20);
        var (received, others) = (0, 0);
        while (received + others < count + 1)
        {
            var message = router.Receive()!;
            if (message.Identity.SequenceEqual(Bytes("other")))
                others++;
            else
                received++;
        }
        writer.Join();
        Assert.Equal((count, 1), (received, others));
        Assert.Equal(0, router.PendingBytes);
    }

    [Fact]
    public void ReceiveEndsWhenTheSocketIsDisposed()
    {
        var router = new RouterSocket(IPAddress.Loopback, 0);
        var message = new Multipart([], []);
        var receiver = new Thread(() => message = router.Receive());
        receiver.Start();
        Poll.Until(() => receiver.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), "the receiver waits");
        router.Dispose();
        Assert.True(receiver.Join(60_000));
        Assert.Null(message);
        Assert.Null(router.Receive());
        router.Dispose();
    }

    [Fact]
    public void DisposalDoesNotWaitLongForAPeerThatDoesNotRead()
    {
        var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var peer = new RawPeer(publisher.Port, receiveBuffer: 4096);
        peer.Shake("SUB");
        peer.Write(RawPeer.Frame(0, [1]));
        Poll.Until(() => publisher.SubscriberCount([]) == 1, "it is subscribed");
        publisher.Send([new byte[50 << 20]]);
        var disposal = new Thread(publisher.Dispose);
        disposal.Start();
        Assert.True(disposal.Join(60_000), "disposal waits for ever");
        Assert.Equal(0, publisher.ConnectionCount);
    }

    [Fact]
    public void PeersAboveTheLimitAreTurnedAwayUntilOthersLeave()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        var peers = Enumerable.Range(0, ServerSocket.MaxConnections).Select(_ => new RawPeer(router.Port)).ToList();
        Poll.Until(() => router.ConnectionCount == ServerSocket.MaxConnections, "all are connected");
        using (var above = new RawPeer(router.Port))
            Assert.True(above.IsClosed());
        foreach (var peer in peers)
            peer.Dispose();
        Poll.Until(() => router.ConnectionCount == 0, "all have left");
        using var next = new RawPeer(router.Port);
        next.Shake("DEALER");
    }

    [Fact]
    public void AThousandClientsThatComeAndGoLeaveNothingBehind()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        ComeAndGo(router, publisher, 100);
        var (threads, memory) = Footprint(router, publisher);
        ComeAndGo(router, publisher, 1000);
        // A buffer or message kept for each would be 20 MiB and more. What else the process does settles in a while.
        Poll.Until(() => Footprint(router, publisher) is var (threadsAfter, memoryAfter) && threadsAfter <= threads + 10 && memoryAfter <= memory + (8 << 20), "threads and memory are as before");
    }

    [Fact]
    public void ThousandsOfGarbledStreamsLeaveTheServerAnswering() => Garble(3000, seed: 1);

    [FullFact]
    public void HundredThousandGarbledStreamsLeaveTheServerAnswering() => Garble(100_000, seed: 2);

    // Streams that are right up to a point: cut off, with bytes changed, inserted or repeated, or noise.
    private static void Garble(int streams, int seed)
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var heartbeat = new HeartbeatSocket(IPAddress.Loopback, 0);
        var draining = new Thread(() =>
        {
            while (router.Receive() is { } message)
                router.Send(message.Identity, message.Frames);
        });
        draining.Start();
        var random = new Random(seed);
        (int Port, byte[] Stream)[] good =
        [
            (router.Port, [.. RawPeer.Handshake("DEALER", Bytes("g")), .. RawPeer.Frame(RawPeer.More, Bytes("one")), .. RawPeer.Frame(RawPeer.Command, [4, .. "PING"u8, 0, 0]), .. RawPeer.Frame(0, new byte[200])]),
            (publisher.Port, [.. RawPeer.Handshake("SUB"), .. RawPeer.Frame(0, [1, 65]), .. RawPeer.Frame(RawPeer.Command, [9, .. "SUBSCRIBE"u8, 66]), .. RawPeer.Frame(0, [0, 65])]),
            (heartbeat.Port, [.. RawPeer.Handshake("REQ"), .. RawPeer.Frame(RawPeer.More, []), .. RawPeer.Frame(0, Bytes("beat"))]),
        ];
        for (var i = 0; i < streams; i++)
        {
            var (port, stream) = good[i % good.Length];
            using var peer = new RawPeer(port);
            try
            {
                peer.Write(Mutate(random, stream));
                if (i % 8 == 0)
                    peer.EndWriting();
            }
            catch (SocketException)
            {
                // Closed before everything was written.
            }
            publisher.Send([Bytes("A"), Bytes("to whoever has subscribed")]);
        }
        Poll.Until(() => router.ConnectionCount + publisher.ConnectionCount + heartbeat.ConnectionCount == 0, "all are forgotten");
        foreach (var (port, type) in new[] { (router.Port, "DEALER"), (heartbeat.Port, "REQ") })
        {
            using var last = new RawPeer(port);
            last.Shake(type);
            last.Write(RawPeer.Frame(0, Bytes("still here?")));
            last.Expect(0, Bytes("still here?"));
        }
        router.Dispose();
        Assert.True(draining.Join(60_000));
    }

    private static byte[] Mutate(Random random, byte[] stream)
    {
        if (random.Next(10) == 0)
        {
            var noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            return noise;
        }
        List<byte> bytes = [.. stream];
        for (var n = random.Next(4); n >= 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add((byte)random.Next(256));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    bytes.Add(0xFF);
                    break;
                default:
                    bytes.AddRange(bytes.Skip(at).Take(random.Next(100)).ToArray());
                    break;
            }
        }
        return [.. bytes];
    }

    private static void ComeAndGo(RouterSocket router, PublisherSocket publisher, int cycles)
    {
        for (var i = 0; i < cycles; i++)
        {
            using var dealer = new RawPeer(router.Port);
            using var subscriber = new RawPeer(publisher.Port);
            switch (i % 4)
            {
                case 0:
                    dealer.Write(RawPeer.Greeting()[..(i % 64)]);
                    break;
                case 1:
                    dealer.Shake("DEALER", Bytes("client " + i % 8));
                    dealer.Write(RawPeer.Frame(0, Bytes("hello")));
                    router.Send(router.Receive()!.Identity, [new byte[100_000]]);
                    break;
                case 2:
                    subscriber.Shake("SUB");
                    subscriber.Write(RawPeer.Frame(0, [1]));
                    publisher.Send([new byte[100_000]]);
                    break;
                default:
                    // In the middle of a large frame.
                    dealer.Shake("DEALER");
                    dealer.Write([.. RawPeer.LongHead(0, 4 << 20), .. new byte[1000]]);
                    break;
            }
        }
    }

    private static (int Threads, long Memory) Footprint(RouterSocket router, PublisherSocket publisher)
    {
        Poll.Until(() => router.ConnectionCount + publisher.ConnectionCount == 0, "all are forgotten");
        using var process = Process.GetCurrentProcess();
        return (process.Threads.Count, GC.GetTotalMemory(forceFullCollection: true));
    }
}
