using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Kernel.Wire;
using LlmWorkbook.Tests;
using static LlmWorkbook.Kernel.Tests.Wire.LibzmqPeer;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>Our sockets against peers that are slow, gone, too many or garbled: nobody is held up, and nothing is left behind.</summary>
[Collection(SocketTests.Alone)]
public sealed class SocketLoadTests
{
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
        // What is kept for each client shows in every stretch; what else the process does, in some.
        var growth = new List<(int Threads, long Memory)>();
        for (var stretch = 0; stretch < 4; stretch++)
        {
            var (threads, memory) = Footprint(router, publisher);
            ComeAndGo(router, publisher, 250);
            var after = Footprint(router, publisher);
            growth.Add((after.Threads - threads, after.Memory - memory));
        }
        Assert.True(growth.Min(g => g.Threads) <= 2 && growth.Min(g => g.Memory) <= 64 << 10, string.Join(" ", growth));
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
