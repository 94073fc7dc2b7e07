using System.Net;
using System.Text;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// A PUB socket of ZMTP 3.1 (https://rfc.zeromq.org/spec/37/; its filtering in https://rfc.zeromq.org/spec/29/): the iopub
/// channel of Jupyter messaging 5.4. A message goes to every subscriber with a topic that its first frame begins with. Subscriptions come as
/// messages (ZMTP 3.0: a byte 1 or 0, then the topic) or as the commands SUBSCRIBE and CANCEL (3.1); what is subscribed twice
/// is cancelled twice. Nothing is dropped for a subscriber that is merely slow: its queue grows to 512 MiB, and beyond
/// that it is disconnected, so that it can see that it missed something and connect anew.
/// </summary>
internal sealed class PublisherSocket(IPAddress address, int port, long queueLimit = Zmtp.MaxOutbound) : ServerSocket(address, port)
{
    /// <summary>Different topics of one subscriber.</summary>
    private const int MaxTopics = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<Connection, Dictionary<string, Topic>> _subscribers = [];

    /// <summary>A subscriber asked for this topic, and gets what is sent from now on. Raised on the subscriber's reading thread.</summary>
    public event Action<string>? Subscribed;

    public override string SocketType => "PUB";

    public override IReadOnlyList<string> PeerTypes { get; } = ["SUB", "XSUB"];

    public override int MessageLimit => Zmtp.MaxTopic + 1;

    public override long QueueLimit => queueLimit;

    /// <summary>How many subscribers a message of this topic would go to.</summary>
    public int SubscriberCount(byte[] topic)
    {
        lock (_gate)
            return _subscribers.Values.Count(t => Wants(t, topic));
    }

    /// <summary>Queues a message for each subscriber of it and returns at once.</summary>
    /// <param name="frames">What to send, the topic first; the arrays are shared by the subscribers and must not change afterwards.</param>
    /// <exception cref="ArgumentException">No frames, or more than <see cref="Zmtp.MaxOutbound"/> bytes.</exception>
    public void Send(IReadOnlyList<byte[]> frames)
    {
        var message = OutboundMessage.Of(frames);
        List<Connection> lost = [];
        // Under the lock, so that all subscribers see one order.
        lock (_gate)
        {
            foreach (var (subscriber, topics) in _subscribers)
            {
                if (Wants(topics, frames[0]) && !subscriber.TrySend(message))
                    lost.Add(subscriber);
            }
        }
        foreach (var subscriber in lost)
            subscriber.Close();
    }

    public override void OnConnected(Connection connection)
    {
        lock (_gate)
            _subscribers.Add(connection, []);
    }

    public override void OnMessage(Connection connection, IReadOnlyList<byte[]> frames)
    {
        switch (frames)
        {
            case [[1, .. var topic]]:
                Subscribe(connection, topic);
                break;
            case [[0, .. var topic]]:
                Cancel(connection, topic);
                break;
        }
    }

    public override void OnCommand(Connection connection, string name, byte[] data)
    {
        if (name == "SUBSCRIBE")
            Subscribe(connection, data);
        else if (name == "CANCEL")
            Cancel(connection, data);
    }

    private protected override void OnClosed(Connection connection)
    {
        lock (_gate)
            _subscribers.Remove(connection);
    }

    private void Subscribe(Connection connection, byte[] topic)
    {
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(connection, out var topics))
                return;
            var key = Key(topic);
            if (topics.TryGetValue(key, out var known))
                known.Count++;
            else if (topic.Length <= Zmtp.MaxTopic && topics.Count < MaxTopics)
                topics.Add(key, new Topic(topic));
            else
                throw new ProtocolException("too many or too long topics");
        }
        Subscribed?.Invoke(Encoding.UTF8.GetString(topic));
    }

    private void Cancel(Connection connection, byte[] topic)
    {
        lock (_gate)
        {
            var key = Key(topic);
            if (_subscribers.TryGetValue(connection, out var topics) && topics.TryGetValue(key, out var known) && --known.Count == 0)
                topics.Remove(key);
        }
    }

    private static bool Wants(Dictionary<string, Topic> topics, byte[] topic) => topics.Values.Any(t => topic.AsSpan().StartsWith(t.Prefix));

    // Latin-1 maps every byte to one character: a key that compares by content.
    private static string Key(byte[] topic) => Encoding.Latin1.GetString(topic);

    private sealed class Topic(byte[] prefix)
    {
        public byte[] Prefix { get; } = prefix;

        public int Count { get; set; } = 1;
    }
}
