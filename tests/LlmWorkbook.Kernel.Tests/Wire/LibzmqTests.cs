using System.Net;
using System.Security.Cryptography;
using LlmWorkbook.Kernel.Wire;
using LlmWorkbook.Tests;
using static LlmWorkbook.Kernel.Tests.Wire.LibzmqPeer;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>Our sockets against libzmq's.</summary>
public sealed class LibzmqTests
{
    [PythonFact("zmq")]
    public void RouterAndDealerExchangeMessages()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var dealer = new LibzmqPeer("DEALER", router.Port);
        byte[][] sent = [[], Bytes("hello"), new byte[255], new byte[256], new byte[70_000]];
        dealer.Send(sent);
        var received = router.Receive()!;
        Assert.Equal(sent, received.Frames);
        Assert.Equal(0, received.Identity[0]);

        router.Send(received.Identity, [Bytes("answer"), [], new byte[70_000]]);
        Assert.Equal([Bytes("answer"), [], new byte[70_000]], dealer.Receive());
        router.Send(Bytes("nobody"), [Bytes("dropped")]);
        router.Send(received.Identity, [Bytes("next")]);
        Assert.Equal([Bytes("next")], dealer.Receive());
    }

    [PythonFact("zmq")]
    public void AClientIsReachedByTheNameThatItGaveItself()
    {
        using var shell = new RouterSocket(IPAddress.Loopback, 0);
        using var stdin = new RouterSocket(IPAddress.Loopback, 0);
        using var onShell = new LibzmqPeer("DEALER", shell.Port, "client-1");
        using var onStdin = new LibzmqPeer("DEALER", stdin.Port, "client-1");
        onShell.Send(Bytes("execute"));
        var request = shell.Receive()!;
        Assert.Equal(Bytes("client-1"), request.Identity);
        Poll.Until(() => stdin.IsConnected(request.Identity), "the client is on stdin");
        stdin.Send(request.Identity, [Bytes("input, please")]);
        Assert.Equal([Bytes("input, please")], onStdin.Receive());
    }

    [PythonFact("zmq")]
    public void TwoClientsAreAnsweredEachItsOwn()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var a = new LibzmqPeer("DEALER", router.Port);
        using var b = new LibzmqPeer("DEALER", router.Port, "b");
        a.Tell("flood", "2000", "100");
        b.Tell("flood", "2000", "100");
        for (var i = 0; i < 4000; i++)
        {
            var message = router.Receive()!;
            router.Send(message.Identity, message.Frames);
        }
        Assert.Equal("done", a.Answer());
        Assert.Equal("done", b.Answer());
        Assert.Equal("2000", a.Ask("drain", "2000", "60000"));
        Assert.Equal("2000", b.Ask("drain", "2000", "60000"));
    }

    [PythonFact("zmq")]
    public void ARequesterIsAnsweredByTheRouterWithItsEmptyFrame()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var requester = new LibzmqPeer("REQ", router.Port);
        requester.Send(Bytes("question"));
        var message = router.Receive()!;
        Assert.Equal([[], Bytes("question")], message.Frames);
        router.Send(message.Identity, [[], Bytes("answer")]);
        Assert.Equal([Bytes("answer")], requester.Receive());
    }

    [PythonFact("zmq")]
    public void TheHeartbeatEchoes()
    {
        using var heartbeat = new HeartbeatSocket(IPAddress.Loopback, 0);
        using var requester = new LibzmqPeer("REQ", heartbeat.Port);
        for (var i = 0; i < 100; i++)
        {
            requester.Send(Bytes("ping " + i));
            Assert.Equal([Bytes("ping " + i)], requester.Receive());
        }
    }

    [PythonFact("zmq")]
    public void SubscriptionsArePrefixesThatComeAndGo()
    {
        using var topics = new System.Collections.Concurrent.BlockingCollection<string>();
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        publisher.Subscribed += topics.Add;
        using var subscriber = new LibzmqPeer("SUB", publisher.Port);
        publisher.Send([Bytes("stream.1"), Bytes("before any subscription")]);
        subscriber.Subscribe("stream");
        subscriber.Subscribe("status");
        Assert.Equal("stream", topics.Take());
        Assert.Equal("status", topics.Take());

        publisher.Send([Bytes("other"), Bytes("no")]);
        publisher.Send([Bytes("strea"), Bytes("no")]);
        publisher.Send([Bytes("stream.2"), Bytes("yes")]);
        Assert.Equal([Bytes("stream.2"), Bytes("yes")], subscriber.Receive());

        subscriber.Unsubscribe("stream");
        // libzmq itself drops what it no longer wants: that we stop sending is asked of the publisher.
        Poll.Until(() => publisher.SubscriberCount(Bytes("stream.3")) == 0, "the subscription is cancelled");
        publisher.Send([Bytes("stream.3"), Bytes("no")]);
        publisher.Send([Bytes("status"), Bytes("idle")]);
        Assert.Equal([Bytes("status"), Bytes("idle")], subscriber.Receive());
        Assert.Empty(topics);
    }

    [PythonFact("zmq")]
    public void ABurstOf20000MessagesArrivesWholeAndInOrder()
    {
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var one = new LibzmqPeer("SUB", publisher.Port);
        using var two = new LibzmqPeer("SUB", publisher.Port);
        Subscribe(publisher, one, "");
        Subscribe(publisher, two, "");
        for (var i = 0; i < 20_000; i++)
            publisher.Send([Bytes("display_data"), Index(i), new byte[300]]);
        Assert.Equal("20000", one.Ask("drain", "20000", "60000"));
        Assert.Equal("20000", two.Ask("drain", "20000", "60000"));
    }

    [PythonFact("zmq")]
    public void ABurstOf20000MessagesIsReceivedWholeAndInOrder()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var dealer = new LibzmqPeer("DEALER", router.Port);
        dealer.Tell("flood", "20000", "300");
        for (var i = 0; i < 20_000; i++)
            Assert.Equal(Index(i), router.Receive()!.Frames[0]);
        Assert.Equal("done", dealer.Answer());
    }

    [PythonFact("zmq")]
    public void A64MebibyteMessageGoesThroughUnchanged()
    {
        var big = RandomNumberGenerator.GetBytes(64 << 20);
        var digest = $"{big.Length}:{Convert.ToHexStringLower(SHA256.HashData(big))}";
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var one = new LibzmqPeer("SUB", publisher.Port);
        using var two = new LibzmqPeer("SUB", publisher.Port);
        Subscribe(publisher, one, "t");
        Subscribe(publisher, two, "t");
        publisher.Send([Bytes("t"), big, Bytes("end")]);
        Assert.Contains(digest, one.Ask("digest", "60000"));
        Assert.Contains(digest, two.Ask("digest", "60000"));

        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var dealer = new LibzmqPeer("DEALER", router.Port);
        dealer.Tell("flood", "3", (64 << 20).ToString());
        for (var i = 0; i < 3; i++)
        {
            var message = router.Receive()!;
            Assert.Equal(Index(i), message.Frames[0]);
            Assert.Equal(64 << 20, message.Frames[1].Length);
            Assert.Equal(-1, message.Frames[1].AsSpan().IndexOfAnyExcept((byte)0));
            router.Send(message.Identity, [message.Frames[0], message.Frames[1]]);
        }
        Assert.Equal("done", dealer.Answer());
        Assert.Equal("3", dealer.Ask("drain", "3", "60000"));
    }

    [PythonFact("zmq")]
    public void AClientThatIsKilledLeavesNothingBehindAndTheOthersAreServed()
    {
        using var router = new RouterSocket(IPAddress.Loopback, 0);
        using var publisher = new PublisherSocket(IPAddress.Loopback, 0);
        using var killed = new LibzmqPeer("DEALER", router.Port, "killed");
        using var killedToo = new LibzmqPeer("SUB", publisher.Port);
        using var other = new LibzmqPeer("DEALER", router.Port, "other");
        Subscribe(publisher, killedToo, "");
        killed.Tell("flood", "1000000", "1000");
        for (var i = 0; i < 100; i++)
            Assert.NotNull(router.Receive());
        killed.Kill();
        killedToo.Kill();
        for (var i = 0; i < 100; i++)
        {
            publisher.Send([Bytes("topic"), new byte[10_000]]);
            router.Send(Bytes("killed"), [new byte[10_000]]);
        }
        other.Send(Bytes("still here?"));
        Multipart message;
        do
            message = router.Receive()!;
        while (!message.Identity.SequenceEqual(Bytes("other")));
        Assert.Equal([Bytes("still here?")], message.Frames);
        router.Send(message.Identity, [Bytes("yes")]);
        Assert.Equal([Bytes("yes")], other.Receive());
        Poll.Until(() => router.ConnectionCount == 1 && publisher.ConnectionCount == 0, "the killed clients are forgotten");
    }

    [PythonFact("zmq")]
    public void WhatWasSentBeforeDisposalStillArrives()
    {
        using var dealer = StartAndAnswer(out var count);
        Assert.Equal(count.ToString(), dealer.Ask("drain", count.ToString(), "60000"));

        static LibzmqPeer StartAndAnswer(out int count)
        {
            using var router = new RouterSocket(IPAddress.Loopback, 0);
            var dealer = new LibzmqPeer("DEALER", router.Port);
            dealer.Send(Bytes("shutdown_request"));
            var identity = router.Receive()!.Identity;
            count = 20;
            for (var i = 0; i < count; i++)
                router.Send(identity, [Index(i), new byte[1_000_000]]);
            return dealer;
        }
    }

    private static void Subscribe(PublisherSocket publisher, LibzmqPeer subscriber, string topic)
    {
        var before = publisher.SubscriberCount(Bytes(topic));
        subscriber.Subscribe(topic);
        Poll.Until(() => publisher.SubscriberCount(Bytes(topic)) > before, "the subscription has arrived");
    }

    private static byte[] Index(int index) => [(byte)(index >> 24), (byte)(index >> 16), (byte)(index >> 8), (byte)index];
}
