namespace CtrBench.Traffic.Kafka;

/// <summary>Why records were not stored: the first few distinct reasons, each with its count. Thread-safe.</summary>
internal sealed class DeliveryReasons
{
    private const int Kinds = 5;
    private readonly Lock _gate = new();
    private readonly List<(string Reason, long Records)> _kinds = [];
    private long _others;

    /// <summary>Counts <paramref name="records"/> records that were not stored for <paramref name="reason"/>.</summary>
    public void Add(string reason, long records = 1)
    {
        lock (_gate)
        {
            var at = _kinds.FindIndex(kind => kind.Reason == reason);
            if (at >= 0) _kinds[at] = (reason, _kinds[at].Records + records);
            else if (_kinds.Count < Kinds) _kinds.Add((reason, records));
            else _others += records;
        }
    }

    /// <summary>One line per reason, in order of occurrence.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                var lines = _kinds.Select(kind => $"{kind.Records} not stored: {kind.Reason}");
                return [.. _others > 0 ? lines.Append($"{_others} not stored for other reasons") : lines];
            }
        }
    }
}
