using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Asks a cluster once a second for its topics in use, and reports when it does not answer or a partition has no leader, for how long that
/// is waited for, and when it is over: writers and readers only wait, and an engine alone would be silent.
/// </summary>
internal sealed class BrokerWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);
    private readonly KafkaSettings _settings;
    private readonly Func<string, TimeSpan, TopicMetadata?> _ask;
    private readonly TimeProvider _clock;
    private readonly Action<string> _onNote;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<string> _topics = [];
    private Task _watching = Task.CompletedTask;
    private long _answered;
    private bool _said;

    /// <summary>Asks for nothing yet.</summary>
    /// <param name="settings">Which brokers.</param>
    /// <param name="ask">One request for a topic's metadata, which blocks; throws without an answer.</param>
    /// <param name="clock">The clock of its waits.</param>
    /// <param name="onNote">Told of what is waited for.</param>
    public BrokerWatch(KafkaSettings settings, Func<string, TimeSpan, TopicMetadata?> ask, TimeProvider clock, Action<string> onNote) =>
        (_settings, _ask, _clock, _onNote) = (settings, ask, clock, onNote);

    /// <summary>How long a cluster may be silent before that is reported.</summary>
    public static TimeSpan SayAfter { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Watches a topic from now on.</summary>
    public void Add(string topic)
    {
        lock (_gate)
        {
            if (_topics.Contains(topic)) return;
            _topics.Add(topic);
            if (_topics.Count > 1) return;
            _answered = _clock.GetTimestamp();
            _watching = WatchAsync();
        }
    }

    /// <inheritdoc/>
    /// <remarks>Returns when the running request has ended: its client may be closed then.</remarks>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchAsync()
    {
        for (var round = 0; ; round++)
        {
            await Task.Delay(Interval, _clock, _closing.Token).ConfigureAwait(false);
            string topic;
            lock (_gate) topic = _topics[round % _topics.Count];
            // Not cancelled: the client may not be closed under the call.
            Look(await Task.Run(() => FaultOf(topic), CancellationToken.None).ConfigureAwait(false));
        }
    }

    private string? FaultOf(string topic)
    {
        try
        {
            // A topic that is gone is its readers' and writers' error.
            var leaderless = _ask(topic, AnswerTimeout)?.Partitions.Find(p => p.Leader < 0);
            return leaderless is null ? null : $"partition {leaderless.PartitionId} of topic '{topic}' has no leader";
        }
        catch (KafkaException e)
        {
            return KafkaFaults.Explain(e.Error, _settings.BootstrapServers).What;
        }
    }

    private void Look(string? fault)
    {
        var silent = _clock.GetElapsedTime(_answered);
        if (fault is not null)
        {
            if (_said || silent < SayAfter) return;
            _said = true;
            _onNote(FormattableString.Invariant(
                $"waiting for Kafka at {_settings.BootstrapServers}: {fault} (since {silent.TotalSeconds:0} s); reads and writes wait ")
                + FormattableString.Invariant($"for up to {KafkaClientConfig.OutageTimeout.TotalMinutes:0} min"));
            return;
        }

        if (_said)
            _onNote(FormattableString.Invariant($"Kafka at {_settings.BootstrapServers} answers again, after {silent.TotalSeconds:0} s"));
        _said = false;
        _answered = _clock.GetTimestamp();
    }
}
