using CtrBench.Harness.Cli;
using CtrBench.Traffic.Traces;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>The traffic of one run: its schedules, and the group keys of its events.</summary>
internal sealed class TrafficSource
{
    private readonly int[] _keyOfAd;
    private readonly Dictionary<string, int> _keyOfProducer = new(StringComparer.Ordinal);
    private readonly CtrQuery _query;

    private TrafficSource(EventSchedules schedules, CtrQuery query)
    {
        (Schedules, _query) = (schedules, query);
        Events = new AdEventFactory(schedules);
        _keyOfAd = new int[schedules.Catalog.Count];
        for (var ad = 0; ad < _keyOfAd.Length; ad++) _keyOfAd[ad] = KeyOfAd(schedules.Catalog[ad]);
    }

    private TrafficSource(TrafficSource same, EventSchedules schedules) =>
        (Schedules, Events, Keys, _query, _keyOfAd) = (schedules, same.Events, same.Keys, same._query, same._keyOfAd);

    /// <summary>Its schedules.</summary>
    public EventSchedules Schedules { get; }

    /// <summary>Its group keys; the null key alone without grouping.</summary>
    public KeyTable Keys { get; } = new();

    /// <summary>Makes its events.</summary>
    public AdEventFactory Events { get; }

    /// <summary>First window start of the closing events, epoch ms.</summary>
    public long ClosingStartMs => Schedules.ClosingStartMs(_query.WindowMs, _query.SlideMs);

    /// <summary>When the last closing event is due, epoch ms.</summary>
    public long ClosingEndMs => Schedules.ClosingEndMs(_query.WindowMs, _query.SlideMs);

    /// <summary>Reads the trace where there is one, says what it found wrong in it, and opens the schedules.</summary>
    /// <exception cref="TraceException">The trace cannot be used.</exception>
    public static TrafficSource Open(Workload workload, CtrQuery query, TextWriter error, TraceInput? traces = null)
    {
        Trace? trace = null;
        if (workload.TraceFile is { } file)
        {
            if (file == TraceNames.StandardInput) error.WriteLine("reading the trace from standard input");
            trace = (traces ?? new TraceInput(Console.OpenStandardInput)).Read(file, workload.TraceColumns, workload.TraceSorted);
            foreach (var line in TraceNotes.Of(TraceNames.Shown(file), trace, replays: true)) error.WriteLine(line);
        }

        try
        {
            return new TrafficSource(EventSchedules.Create(workload, query.WatermarkDelayMs, trace), query);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>
    /// The same traffic from another first moment on, epoch ms. Nothing is made again, so that the first event, which is due soon after
    /// the moment was chosen, is not late.
    /// </summary>
    public TrafficSource StartingAt(long startMs) => new(this, Schedules.StartingAt(startMs));

    /// <summary>The same traffic for a topic of so many partitions. A trace is not read again.</summary>
    public TrafficSource InPartitions(int partitions) => partitions == Schedules.Workload.Partitions
        ? this
        : new(EventSchedules.Create(
            Schedules.Workload with { Partitions = partitions }, _query.WatermarkDelayMs, Schedules.Trace), _query);

    /// <summary>The key id of an event; 0 without grouping.</summary>
    public int KeyOf(ScheduledEvent scheduled)
    {
        if (_query.GroupBy != GroupField.ProducerId) return _keyOfAd[scheduled.Ad];
        var name = Events.ProducerId(scheduled).ToString();
        if (_keyOfProducer.TryGetValue(name, out var key)) return key;
        return _keyOfProducer[name] = Keys.GetOrAdd(name.AsSpan());
    }

    private int KeyOfAd(in AdEntry ad) => _query.GroupBy switch
    {
        GroupField.AdId or GroupField.Key => Keys.GetOrAdd(ad.AdId.Utf8),
        GroupField.AdType => Keys.GetOrAdd(ad.AdType.Utf8),
        GroupField.PageId => Keys.GetOrAdd(ad.PageId.Utf8),
        _ => 0,
    };
}

/// <summary>
/// When a schedule starts. On a multiple of the window size, so that runs of one seed cut the same events into the same windows, whenever
/// they run: only then can they be paired window by window.
/// </summary>
internal static class AlignedStart
{
    /// <summary>Longer windows are not waited for, ms: such runs start at once.</summary>
    public const long LongestWindowMs = 60_000;

    /// <summary>The first multiple of the window at or after <paramref name="earliestMs"/>, or that moment itself for a window of more
    /// than a minute. Epoch ms.</summary>
    public static long Of(long earliestMs, long windowMs) =>
        windowMs > LongestWindowMs ? earliestMs : (earliestMs + windowMs - 1) / windowMs * windowMs;
}
