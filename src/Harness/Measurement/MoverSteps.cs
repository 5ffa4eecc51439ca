using CtrBench.Harness.RunModel;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// For one partition and one offset: the first event at or beyond each window end + offset. One step is kept per boundary that an event
/// reaches first, not one per event.
/// </summary>
/// <param name="grid">Where windows lie: one ends every slide.</param>
/// <param name="offsetMs">The offset, ms: the watermark delay, or 1 ms less.</param>
internal sealed class MoverSteps(WindowGrid grid, long offsetMs)
{
    // Ends are multiples of the slide where the size is one.
    private readonly long _phaseMs = grid.SizeMs % grid.SlideMs;

    private readonly List<long> _reached = [];
    private readonly List<Mover> _movers = [];

    /// <summary>The smallest event time that adds a new step.</summary>
    public long NextMs { get; private set; } = long.MinValue;

    /// <summary>Whether any event was added.</summary>
    public bool Any => _movers.Count > 0;

    /// <summary>Adds an event with a time of at least <see cref="NextMs"/>.</summary>
    public void Reach(long eventTimeMs, Mover mover)
    {
        var boundary = Floor((Int128)eventTimeMs - offsetMs);
        _reached.Add((long)Int128.Max(boundary, long.MinValue));
        _movers.Add(mover);
        NextMs = (long)Int128.Min(boundary + grid.SlideMs + offsetMs, long.MaxValue);
    }

    /// <summary>
    /// The first event with event time &gt;= <paramref name="endMs"/> + offset, where endMs is a window's end; null when there was none.
    /// </summary>
    public Mover? First(long endMs)
    {
        var index = _reached.BinarySearch(endMs);
        if (index < 0) index = ~index;
        return index < _movers.Count ? _movers[index] : null;
    }

    private Int128 Floor(Int128 value)
    {
        var rest = (value - _phaseMs) % grid.SlideMs;
        return value - (rest < 0 ? rest + grid.SlideMs : rest);
    }
}
