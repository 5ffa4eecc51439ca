namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// All schedules of one workload. Every call returns a schedule at its beginning, so a run can read one to send and an identical one to
/// measure. Producers share the rate equally and each has its own random streams; with MMPP each producer has its own chain. Constant
/// producers take turns, so that their sum is constant too; a trace's rows are distributed round robin.
/// </summary>
internal sealed class EventSchedules
{
    private readonly long _watermarkDelayMs;
    private readonly int _viewAds;
    private readonly int[]? _adOfRow;
    private readonly long _lengthNs;

    private EventSchedules(Workload workload, long watermarkDelayMs, Trace? trace)
    {
        (Workload, Trace, _watermarkDelayMs) = (workload, trace, watermarkDelayMs);
        List<AdEntry> entries;
        if (trace is null)
        {
            entries = AdCatalogs.Entries(workload.Seed, workload.Ads, workload.Clicks.MeanCtr);
            TrafficEndMs = workload.StartMs + workload.DurationMs;
        }
        else
        {
            var ads = new TraceCatalog(trace, workload);
            (entries, _adOfRow) = (ads.Entries, ads.AdOfRow);
            var lastMs = ReplayArrivals.OffsetNs(trace, trace.Rows.Count - 1, workload.Speed) / 1_000_000;
            TrafficEndMs = workload.StartMs + (workload.DurationMs > 0 ? Math.Min(lastMs + 1, workload.DurationMs) : lastMs + 1);
        }
        _lengthNs = (TrafficEndMs - workload.StartMs) * 1_000_000;
        _viewAds = entries.Count;
        AdCatalogs.CoverPartitions(entries, workload.Partitions);
        Catalog = new AdCatalog(entries, workload.Partitions);
    }

    private EventSchedules(EventSchedules same, long startMs)
    {
        (Workload, Trace, Catalog) = (same.Workload with { StartMs = startMs }, same.Trace, same.Catalog);
        (_watermarkDelayMs, _viewAds, _adOfRow, _lengthNs) = (same._watermarkDelayMs, same._viewAds, same._adOfRow, same._lengthNs);
        TrafficEndMs = startMs + same.TrafficEndMs - same.Workload.StartMs;
    }

    /// <summary>
    /// The schedules of <paramref name="workload"/>. The disorder model needs <paramref name="watermarkDelayMs"/> for its very late events,
    /// the closing events for their end. <paramref name="trace"/>: what to replay, required if and only if the traffic is
    /// <see cref="TrafficKind.Trace"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A field of the workload is out of range, or the trace is missing or superfluous; the message
    /// names it.</exception>
    public static EventSchedules Create(Workload workload, long watermarkDelayMs, Trace? trace = null)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentOutOfRangeException.ThrowIfNegative(watermarkDelayMs);
        workload.ThrowUnlessValid();
        if (workload.Traffic == TrafficKind.Trace && trace is null)
            throw new ArgumentException("Trace traffic needs a trace: read one with TraceReader.", nameof(trace));
        if (workload.Traffic != TrafficKind.Trace && trace is not null)
            throw new ArgumentException($"{workload.Traffic} traffic does not replay a trace: set Traffic to Trace.", nameof(trace));
        return new EventSchedules(workload, watermarkDelayMs, trace);
    }

    /// <summary>The workload.</summary>
    public Workload Workload { get; }

    /// <summary>The replayed trace; null for generated traffic.</summary>
    public Trace? Trace { get; }

    /// <summary>The ads, including those of closing events.</summary>
    public AdCatalog Catalog { get; }

    /// <summary>
    /// End of the traffic (exclusive), epoch ms. For a trace the ms after its last row, or the workload's duration if that is shorter.
    /// </summary>
    public long TrafficEndMs { get; }

    /// <summary>The same schedules from another first moment on, epoch ms. Ads are not made again: a million takes seconds.</summary>
    public EventSchedules StartingAt(long startMs) => new(this, startMs);

    /// <summary>One schedule per producer, each at its beginning.</summary>
    public IReadOnlyList<IEventSchedule> PerProducer() => [.. Enumerable.Range(0, Workload.Producers).Select(OpenProducer)];

    /// <summary>All producers' events as one schedule, by due time, equal times by producer. Without closing events.</summary>
    public IEventSchedule Merged() => Merge(PerProducer());

    /// <summary>The closing events for windows of <paramref name="windowMs"/>, which follow the traffic. Without a slide windows
    /// tumble.</summary>
    public IEventSchedule Closing(long windowMs, long? slideMs = null) =>
        new ClosingSchedule(Catalog, windowMs, slideMs ?? windowMs, _watermarkDelayMs, EarliestMs, TrafficEndMs);

    /// <summary>The traffic and then its closing events, by due time.</summary>
    public IEventSchedule MergedWithClosing(long windowMs, long? slideMs = null) => Merge([.. PerProducer(), Closing(windowMs)]);

    /// <summary>The first window start at or after the traffic's end, epoch ms: windows from here on hold closing events only.</summary>
    public long ClosingStartMs(long windowMs, long? slideMs = null) => ClosingSchedule.StartMs(slideMs ?? windowMs, TrafficEndMs);

    /// <summary>When the last closing events are due, epoch ms.</summary>
    public long ClosingEndMs(long windowMs, long? slideMs = null) =>
        ClosingSchedule.EndMs(windowMs, slideMs ?? windowMs, _watermarkDelayMs, TrafficEndMs);

    /// <summary>The seconds with closing events, at most: fewer than the time that they take where the delay is much longer than the
    /// traffic.</summary>
    public long ClosingSeconds(long windowMs, long? slideMs = null) =>
        ClosingSchedule.Seconds(windowMs, slideMs ?? windowMs, _watermarkDelayMs, EarliestMs, TrafficEndMs);

    /// <summary>Merges schedules lazily by due time, equal times in order of the sources.</summary>
    public static IEventSchedule Merge(IReadOnlyList<IEventSchedule> sources) =>
        sources.Count == 1 ? sources[0] : new MergedSchedule(sources);

    private long EarliestMs => Workload.StartMs - EventTimes.LongestWithin(Workload.Disorder, _watermarkDelayMs)
        + (long)((Trace?.EarliestOffsetUs ?? 0) / Workload.Speed / 1_000);

    private IEventSchedule OpenProducer(int producer)
    {
        var events = OpenEvents(producer);
        return Workload.Scenario is { } scenario
            ? new ScenarioSchedule(events, scenario, producer, Catalog, Workload.StartMs * 1_000_000, _lengthNs) : events;
    }

    private IEventSchedule OpenEvents(int producer)
    {
        var eventTimes = new EventTimes(Workload.Disorder, _watermarkDelayMs, RandomOf(producer, RandomStream.Disorder));
        return Trace is { HasRecordedClicks: true }
            ? new ReplaySchedule(Workload, producer, Trace, _adOfRow!, eventTimes, _lengthNs)
            : new SlotSchedule(
                Workload, producer, OpenArrivals(producer), Catalog, _viewAds, _adOfRow, eventTimes, _lengthNs,
                Trace is null ? null : row => ReplayArrivals.LatenessNs(Trace, row, Workload.Speed));
    }

    private IArrivalProcess OpenArrivals(int producer)
    {
        var perSecond = Workload.EventsPerSecond / Workload.Producers;
        return Workload.Traffic switch
        {
            TrafficKind.Constant => new ConstantArrivals(perSecond, (double)producer / Workload.Producers),
            TrafficKind.Spp => new PoissonArrivals(perSecond, RandomOf(producer, RandomStream.Gaps)),
            TrafficKind.Mmpp => new MarkovModulatedArrivals(
                perSecond, Workload.MmppStates, RandomOf(producer, RandomStream.Gaps), RandomOf(producer, RandomStream.States)),
            TrafficKind.Trace => new ReplayArrivals(Trace!, Workload.Speed, producer, Workload.Producers),
            _ => throw new ArgumentException($"Unknown traffic {Workload.Traffic}."),
        };
    }

    private SeededRandom RandomOf(int producer, RandomStream purpose) => RandomStreams.Of(Workload.Seed, producer, purpose);
}
