using System.Runtime.CompilerServices;
using CtrBench.Harness.RunModel;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// The exact answer: every row with a valid event time opens its window and is counted, regardless of lateness and kind (K9); there is no
/// watermark. It also finds the events that move each engine's watermark to each window's end. Feed it all rows of a partition in offset
/// order; partitions may come in any order. Memory is one cell per window and key. 0 bytes are allocated for a row of a known window. Rows
/// of sliding windows are counted once, by slice, and each window is the sum of its slices.
/// Not thread-safe.
/// </summary>
internal sealed class Oracle
{
    /// <summary>The due time of a row with an unknown intended time.</summary>
    public const long UnknownDue = long.MinValue;

    private readonly WindowGrid _grid;
    private readonly WindowGrid _slices;
    private readonly KeyTable _keys;
    private readonly CtrQuery _query;
    private PartitionMovers[] _movers = [];
    private readonly Dictionary<long, OracleWindow> _windows = [];
    private long[] _firstOf = [];
    private OracleWindow _last = new(long.MinValue);
    private ulong _lastSpanMs;
    private bool _untimed;
    private long[] _maxEventTimesMs = [];
    private PartitionSilences[]? _silences;

    /// <summary>An oracle for a query over a topic.</summary>
    /// <param name="query">Only its window size, watermark delay and idle rule are used.</param>
    /// <param name="partitions">Partitions of the events topic.</param>
    /// <param name="keys">The table that assigned the key ids of the rows.</param>
    public Oracle(CtrQuery query, int partitions, KeyTable keys)
    {
        _grid = WindowGrid.Of(query);
        _slices = _grid.Slices;
        _keys = keys;
        _query = query;
        AddPartitions(partitions);
    }

    /// <summary>Partitions were added to the topic: it has <paramref name="partitions"/> now.</summary>
    public void AddPartitions(int partitions)
    {
        var added = partitions - _movers.Length;
        _movers = [.. _movers, .. Enumerable.Range(0, added).Select(_ => new PartitionMovers(_grid, _query.WatermarkDelayMs))];
        _maxEventTimesMs = [.. _maxEventTimesMs, .. Enumerable.Repeat(long.MinValue, added)];
        if (_query.Continuous.IdleTimeoutMs > 0)
            _silences = [.. _silences ?? [], .. Enumerable.Range(0, added).Select(_ => new PartitionSilences(_query.Continuous))];
        _firstOf = [.. _firstOf, .. Enumerable.Repeat(long.MaxValue, added)];
    }

    /// <summary>Records added: rows and malformed ones.</summary>
    public long Records { get; private set; }

    /// <summary>Records without a valid event time.</summary>
    public long Malformed { get; private set; }

    /// <summary>Rows counted in windows.</summary>
    public long Rows => Records - Malformed;

    /// <summary>Largest event time, epoch ms; null before the first row.</summary>
    public long? MaxEventTimeMs => Rows == 0 ? null : _maxEventTimesMs.Max();

    /// <summary>Smallest event time of each partition, epoch ms; null without a row.</summary>
    public IReadOnlyList<long?> FirstEventTimesMs => [.. _firstOf.Select(first => first == long.MaxValue ? (long?)null : first)];

    /// <summary>Counts one row. A row without <see cref="RowFlags.HasEventTime"/> is malformed and opens no window.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="eventTimeMs">Event time, epoch ms.</param>
    /// <param name="flags">Kind and validity.</param>
    /// <param name="producerNs">Producer timestamp, epoch ns.</param>
    /// <param name="keyId">Group key; 0 without grouping.</param>
    /// <param name="appendMs">When the log stored it, epoch ms; NaN when it does not say.</param>
    /// <param name="dueNs">Intended time, epoch ns, or <see cref="UnknownDue"/>: then the append time is used as a mover's due
    /// time.</param>
    public void Add(int partition, long eventTimeMs, RowFlags flags, long producerNs, int keyId, double appendMs, long dueNs)
    {
        Records++;
        if ((flags & RowFlags.HasEventTime) == 0)
        {
            Malformed++;
            return;
        }
        if (eventTimeMs < _firstOf[partition]) _firstOf[partition] = eventTimeMs;
        if (double.IsNaN(appendMs)) _untimed = true;
        var movers = _movers[partition];
        if (eventTimeMs >= movers.NextMs) movers.Reach(eventTimeMs,
            new Mover(dueNs == UnknownDue ? appendMs : EpochMs.Of(dueNs), appendMs));
        if (eventTimeMs > _maxEventTimesMs[partition]) _maxEventTimesMs[partition] = eventTimeMs;
        if (_silences is not null) _silences[partition].Add(eventTimeMs, appendMs);
        if ((ulong)(eventTimeMs - _last.StartMs) >= _lastSpanMs) Switch(eventTimeMs);
        _last.Add(flags, producerNs, keyId, appendMs, dueNs);
    }

    /// <summary>
    /// Counts the rows of one parsed batch. <paramref name="appendMs"/> and <paramref name="dueNs"/> have one value per row; an empty
    /// <paramref name="dueNs"/> means unknown.
    /// </summary>
    public void Add(EventBatch batch, ReadOnlySpan<double> appendMs, ReadOnlySpan<long> dueNs)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            Add(batch.Partition, batch.EventTimeMs[row], batch.Flags[row], batch.ProducerTimestampNs[row], batch.KeyIds[row], appendMs[row],
                dueNs.IsEmpty ? UnknownDue : dueNs[row]);
        }
    }

    /// <summary>All windows, in order of start, then of key (the null key first, then by code point order).</summary>
    public IEnumerable<ExpectedWindow> Windows()
    {
        var starts = _grid.IsTumbling ? _windows.Keys : _windows.Keys.SelectMany(_grid.StartsOf).Distinct();
        return starts.Order().SelectMany(start => Expected(_grid.IsTumbling ? _windows[start] : Sum(start)));
    }

    /// <summary>What it counted that belongs to no window, of a topic without gaps and foreign records.</summary>
    public CollectorReport Report() => new()
    {
        EventsStored = Records,
        EventsMalformed = Malformed,
        MaxEventTimeMs = MaxEventTimeMs,
        PartitionMaxEventTimesMs = Rows == 0 ? null : [.. _maxEventTimesMs.Where(ms => ms > long.MinValue)],
        MissingOffsets = 0,
        ForeignRecords = 0,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Switch(long eventTimeMs)
    {
        var start = _slices.LastStart(eventTimeMs);
        var end = _slices.End(start);
        if (!_windows.TryGetValue(start, out var window)) _windows.Add(start, window = new OracleWindow(start));
        _last = window;
        _lastSpanMs = (ulong)(end - start);
    }

    private OracleWindow Sum(long startMs)
    {
        var sum = new OracleWindow(startMs);
        for (var i = 0; i < _grid.SizeMs / _slices.SizeMs; i++)
            if (_windows.TryGetValue(startMs + i * _slices.SizeMs, out var slice)) sum.Add(slice);
        return sum;
    }

    private IEnumerable<ExpectedWindow> Expected(OracleWindow window)
    {
        var endMs = _grid.End(window.StartMs);
        var any = FirstOfAny(endMs);
        var all = _silences is null ? LastOfAll(endMs) : FirstWithIdle(endMs, _silences);
        var ids = Enumerable.Range(0, window.Cells.Length).Where(id => window.Cells[id].Counts.Rows > 0)
            .OrderBy(_keys.Text, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var cell = window.Cells[id];
            yield return new ExpectedWindow
            {
                WindowStartMs = window.StartMs,
                WindowEndMs = endMs,
                Key = _keys.Text(id),
                Views = cell.Counts.Views,
                Clicks = cell.Counts.Clicks,
                Rows = cell.Counts.Rows,
                MaxProducerTimestampNs = cell.Counts.MaxTimestampNs,
                MaxDueMs = cell.MaxDueNs == UnknownDue ? null : EpochMs.Of(cell.MaxDueNs),
                FirstAppendMs = Floor(cell.FirstAppendMs),
                LastAppendMs = Floor(cell.LastAppendMs),
                Any = Timed(any),
                All = Timed(all),
            };
        }
    }

    private static long? Floor(double appendMs) => double.IsNaN(appendMs) ? null : (long)Math.Floor(appendMs);

    // Which of several events was stored first is unknown without the times, and so is the mover.
    private Mover? Timed(Mover? mover) => _untimed ? null : mover;

    private Mover? FirstOfAny(long endMs)
    {
        Mover? first = null;
        foreach (var movers in _movers)
        {
            if (movers.AtDelay.First(endMs) is { } mover && (first is null || IsBefore(mover, first.Value))) first = mover;
        }
        return first;
    }

    private Mover? LastOfAll(long endMs)
    {
        Mover? last = null;
        foreach (var movers in _movers)
        {
            if (!movers.BeforeDelay.Any) continue;
            if (movers.BeforeDelay.First(endMs) is not { } mover) return null;
            if (last is null || IsBefore(last.Value, mover)) last = mover;
        }
        return last;
    }

    // With an idle timeout: the first moment at which at least one partition has reached the end and every other one has too, or is idle.
    private Mover? FirstWithIdle(long endMs, PartitionSilences[] silences)
    {
        Mover? reached = null;
        foreach (var movers in _movers)
        {
            if (movers.BeforeDelay.First(endMs) is { } mover && (reached is null || IsBefore(mover, reached.Value))) reached = mover;
        }

        while (reached is { } at)
        {
            var next = at;
            for (var p = 0; p < _movers.Length; p++)
            {
                if (!_movers[p].BeforeDelay.Any) continue;
                var mover = _movers[p].BeforeDelay.First(endMs);
                if (mover is { } own && own.AppendMs <= next.AppendMs) continue;
                var idleMs = silences[p].IdleFrom(next.AppendMs);
                if (idleMs <= next.AppendMs) continue;
                next = mover is { } later && later.AppendMs <= idleMs ? later : new Mover(idleMs, idleMs);
            }

            if (next.AppendMs <= at.AppendMs) return at;
            reached = next.AppendMs < double.MaxValue ? next : null;
        }

        return null;
    }

    private static bool IsBefore(Mover a, Mover b) => a.AppendMs != b.AppendMs ? a.AppendMs < b.AppendMs : a.DueMs < b.DueMs;
}

/// <summary>
/// The events of one partition that move a watermark, for both engines' thresholds: end + delay (Spark, S11) and 1 ms less (Flink, F14).
/// </summary>
internal sealed class PartitionMovers(WindowGrid grid, long delayMs)
{
    /// <summary>Steps of the threshold end + delay.</summary>
    public MoverSteps AtDelay { get; } = new(grid, delayMs);

    /// <summary>Steps of the threshold end + delay - 1 ms.</summary>
    public MoverSteps BeforeDelay { get; } = new(grid, delayMs - 1);

    /// <summary>The smallest event time that adds a new step to either: one comparison per event.</summary>
    public long NextMs { get; private set; } = long.MinValue;

    /// <summary>Adds an event with a time of at least <see cref="NextMs"/>.</summary>
    public void Reach(long eventTimeMs, Mover mover)
    {
        if (eventTimeMs >= AtDelay.NextMs) AtDelay.Reach(eventTimeMs, mover);
        if (eventTimeMs >= BeforeDelay.NextMs) BeforeDelay.Reach(eventTimeMs, mover);
        NextMs = Math.Min(AtDelay.NextMs, BeforeDelay.NextMs);
    }
}
