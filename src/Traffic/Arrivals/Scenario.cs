namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// A trap for watermarks that a workload contains (docs/traps.md). It begins a quarter into the traffic and draws nothing: the events are
/// those of the workload without it, some of them stamped, held or left out.
/// </summary>
/// <param name="Kind">Which trap.</param>
/// <param name="AmountMs">How far a clock or a row is ahead; how long a pause or a silence is, ms.</param>
internal sealed record Scenario(ScenarioKind Kind, long AmountMs)
{
    /// <summary>Part of the traffic before it begins, 1 over this.</summary>
    public const int BeginsAfter = 4;

    /// <summary>A lagging partition catches up in a pause over this; a backlog of all partitions takes twice as long.</summary>
    public const int CatchUpSpeed = 10;

    /// <summary>The partition that lags or is idle, and the producer whose clock is wrong.</summary>
    public const int Trapped = 0;

    /// <summary>Its name, as users write it.</summary>
    public static string NameOf(ScenarioKind kind) => kind switch
    {
        ScenarioKind.FutureRow => "future-row",
        ScenarioKind.LaggingPartition => "lagging-partition",
        ScenarioKind.IdlePartition => "idle-partition",
        ScenarioKind.WrongClock => "wrong-clock",
        _ => "restart-backlog",
    };

    /// <summary>Its amount where a line names none, ms.</summary>
    public static long StandardMs(ScenarioKind kind) => kind switch
    {
        ScenarioKind.FutureRow => 3_600_000,
        ScenarioKind.IdlePartition => 120_000,
        ScenarioKind.WrongClock => 30_000,
        _ => 60_000,
    };
}

/// <summary>The traps.</summary>
internal enum ScenarioKind : byte
{
    /// <summary>One row is stamped with a time in the future.</summary>
    FutureRow = 0,

    /// <summary>One partition gets nothing for a while, and then all that was held, while the others go on.</summary>
    LaggingPartition,

    /// <summary>No event is for one partition for a while.</summary>
    IdlePartition,

    /// <summary>The clock of one producer is ahead.</summary>
    WrongClock,

    /// <summary>All producers stop for a while and then send what they held, one partition after the other.</summary>
    RestartBacklog,
}

/// <summary>
/// The events of a producer as its scenario has them, in order of due time. Holds the events of a pause in memory, no others.
/// </summary>
internal sealed class ScenarioSchedule : IEventSchedule
{
    private readonly IEventSchedule _source;
    private readonly Scenario _scenario;
    private readonly AdCatalog _catalog;
    private readonly PriorityQueue<ScheduledEvent, (long DueNs, long Order)> _held = new();
    private readonly long _fromNs;
    private readonly long _untilNs;
    private readonly bool _first;
    private ScheduledEvent _head;
    private bool _hasHead;
    private bool _done;
    private long _order;

    /// <summary>The events of <paramref name="source"/>, a producer of a traffic that begins at <paramref name="startNs"/>.</summary>
    /// <param name="source">The events without the scenario.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="producer">Which producer it is.</param>
    /// <param name="catalog">The ads, which say the partition of an event.</param>
    /// <param name="startNs">Start of the traffic, epoch ns.</param>
    /// <param name="lengthNs">Its length, ns.</param>
    public ScenarioSchedule(IEventSchedule source, Scenario scenario, int producer, AdCatalog catalog, long startNs, long lengthNs)
    {
        (_source, _scenario, _catalog, _first) = (source, scenario, catalog, producer == Scenario.Trapped);
        _fromNs = startNs + lengthNs / Scenario.BeginsAfter;
        // What is held is sent before the traffic ends.
        _untilNs = Math.Min(_fromNs + scenario.AmountMs * 1_000_000, startNs + lengthNs / Scenario.BeginsAfter * 3);
    }

    /// <inheritdoc/>
    public bool TryNext(out ScheduledEvent next)
    {
        while (!_hasHead && !_done) Draw();
        if (_held.TryPeek(out var held, out var due) && (!_hasHead || due.DueNs <= _head.DueNs))
        {
            _held.Dequeue();
            next = held;
            return true;
        }

        next = _head;
        var any = _hasHead;
        _hasHead = false;
        return any;
    }

    private void Draw()
    {
        if (!_source.TryNext(out var drawn))
        {
            _done = true;
            return;
        }

        var partition = _catalog.PartitionOf(drawn.Ad);
        if (_scenario.Kind == ScenarioKind.IdlePartition && partition == Scenario.Trapped && IsWithin(drawn.DueNs)) return;
        var sentNs = SentNs(drawn.DueNs, partition);
        if (sentNs > drawn.DueNs)
        {
            _held.Enqueue(drawn with { DueNs = sentNs }, (sentNs, _order++));
            return;
        }

        (_head, _hasHead) = (Stamped(drawn), true);
    }

    private bool IsWithin(long dueNs) => dueNs >= _fromNs && dueNs < _untilNs;

    private ScheduledEvent Stamped(in ScheduledEvent drawn)
    {
        if (!_first || drawn.DueNs < _fromNs || _scenario.Kind is not (ScenarioKind.FutureRow or ScenarioKind.WrongClock)) return drawn;
        if (_scenario.Kind == ScenarioKind.FutureRow && _order++ > 0) return drawn;
        return drawn with { EventTimeMs = drawn.EventTimeMs + _scenario.AmountMs };
    }

    // The events of the pause follow each other at even speed from the moment at which it is their partition's turn; those that are due
    // until all of them are sent wait behind them.
    private long SentNs(long dueNs, int partition)
    {
        var (turn, turns) = _scenario.Kind switch
        {
            ScenarioKind.LaggingPartition when partition == Scenario.Trapped => (0, 1),
            ScenarioKind.RestartBacklog => (partition, _catalog.Partitions),
            _ => (0, 0),
        };
        if (turns == 0 || dueNs < _fromNs) return dueNs;
        var pauseNs = _untilNs - _fromNs;
        var turnNs = pauseNs / Scenario.CatchUpSpeed * (turns > 1 ? 2 : 1) / turns;
        var beginsNs = _untilNs + turn * turnNs;
        return dueNs < _untilNs
            ? beginsNs + (long)((double)(dueNs - _fromNs) / pauseNs * turnNs)
            : Math.Max(dueNs, beginsNs + turnNs);
    }
}
