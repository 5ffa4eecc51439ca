using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// The last errors that a client told of by itself: a call that timed out says only that, and they say why. Thread-safe; the client's own
/// threads write.
/// </summary>
internal sealed class KafkaClientErrors
{
    private const int Kept = 8;
    private readonly Lock _gate = new();
    private readonly List<Error> _last = [];

    /// <summary>The last ones, the newest last; the same twice is kept once.</summary>
    public IReadOnlyList<Error> Last
    {
        get
        {
            lock (_gate) return [.. _last];
        }
    }

    /// <summary>Keeps one.</summary>
    public void Add(Error error)
    {
        lock (_gate)
        {
            _last.RemoveAll(kept => kept.Code == error.Code && kept.Reason == error.Reason);
            _last.Add(error);
            if (_last.Count > Kept) _last.RemoveAt(0);
        }
    }

    /// <summary>Forgets them: what comes next is of a new attempt.</summary>
    public void Clear()
    {
        lock (_gate) _last.Clear();
    }
}
