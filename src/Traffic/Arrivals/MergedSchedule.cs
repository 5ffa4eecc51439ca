using System.Numerics;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// Several schedules as one, lazily, by due time; equal times in order of the sources. A tournament of the heads: log2(sources)
/// comparisons an event.
/// </summary>
internal sealed class MergedSchedule : IEventSchedule
{
    private const long Ended = long.MaxValue;

    private readonly IEventSchedule[] _sources;
    private readonly ScheduledEvent[] _heads;
    private readonly long[] _dueNs;
    private readonly int[] _winners;
    private readonly int _leaves;

    /// <summary>Merges <paramref name="sources"/>; it reads them from their current position.</summary>
    public MergedSchedule(IReadOnlyList<IEventSchedule> sources)
    {
        _sources = [.. sources];
        _heads = new ScheduledEvent[_sources.Length];
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(_sources.Length, 1));
        _dueNs = new long[_leaves];
        Array.Fill(_dueNs, Ended);

        // Node n has children 2n and 2n + 1; the nodes from _leaves on are the sources. Node 1 is the winner of all.
        _winners = new int[2 * _leaves];
        for (var i = 0; i < _leaves; i++) _winners[_leaves + i] = i;
        for (var i = 0; i < _sources.Length; i++) Draw(i);
        for (var node = _leaves - 1; node >= 1; node--) Play(node);
    }

    /// <inheritdoc/>
    public bool TryNext(out ScheduledEvent next)
    {
        var winner = _winners[1];
        if (_dueNs[winner] == Ended)
        {
            next = default;
            return false;
        }
        next = _heads[winner];
        Draw(winner);
        for (var node = (_leaves + winner) >> 1; node >= 1; node >>= 1) Play(node);
        return true;
    }

    private void Draw(int source) => _dueNs[source] = _sources[source].TryNext(out _heads[source]) ? _heads[source].DueNs : Ended;

    private void Play(int node)
    {
        var (left, right) = (_winners[2 * node], _winners[2 * node + 1]);
        _winners[node] = _dueNs[left] <= _dueNs[right] ? left : right;
    }
}
