using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// The last errors that a client reported on its own: a call that timed out says only that, and these say why. Thread-safe; written by the
/// client's threads.
/// </summary>
internal sealed class KafkaClientErrors
{
    private const int Kept = 8;
    private readonly Lock _gate = new();
    private readonly List<Error> _last = [];

    /// <summary>The last errors, newest last; consecutive duplicates are kept once.</summary>
    public IReadOnlyList<Error> Last
    {
        get
        {
            lock (_gate) return [.. _last];
        }
    }

    /// <summary>Adds an error.</summary>
    public void Add(Error error)
    {
        lock (_gate)
        {
            _last.RemoveAll(kept => kept.Code == error.Code && kept.Reason == error.Reason);
            _last.Add(error);
            if (_last.Count > Kept) _last.RemoveAt(0);
        }
    }

    /// <summary>Clears them: later errors belong to a new attempt.</summary>
    public void Clear()
    {
        lock (_gate) _last.Clear();
    }
}
