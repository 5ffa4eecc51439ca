using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Finds outages of the log from the stored events: an event appended long after it was due shows that the log stored nothing in between.
/// Touching spans are merged. Feed it the events of a partition in offset order; partitions may come in any order.
/// </summary>
internal sealed class LateAppends
{
    /// <summary>Threshold of a late append, ms: a healthy log never takes this long.</summary>
    public const double LateMs = 1_000;

    private readonly List<LateSpan> _spans = [];

    /// <summary>The spans so far, in order of time.</summary>
    public IReadOnlyList<LateSpan> Spans => [.. _spans.OrderBy(span => span.FromMs)];

    /// <summary>Adds one event.</summary>
    /// <param name="dueMs">When it was due, epoch ms.</param>
    /// <param name="appendMs">When the log stored it, epoch ms.</param>
    public void Add(double dueMs, double appendMs)
    {
        if (appendMs - dueMs <= LateMs) return;
        var span = new LateSpan(dueMs, appendMs, appendMs, 1, appendMs - dueMs);
        // There are few spans, nearly always one; an event that connects two merges them.
        for (var i = _spans.Count - 1; i >= 0; i--)
        {
            if (_spans[i].FromMs > span.ToMs || _spans[i].ToMs < span.FromMs) continue;
            span = Join(_spans[i], span);
            _spans.RemoveAt(i);
        }

        _spans.Add(span);
    }

    private static LateSpan Join(LateSpan a, LateSpan b) => new(
        Math.Min(a.FromMs, b.FromMs), Math.Min(a.TakenMs, b.TakenMs), Math.Max(a.ToMs, b.ToMs), a.Events + b.Events,
        Math.Max(a.LatestMs, b.LatestMs));
}
