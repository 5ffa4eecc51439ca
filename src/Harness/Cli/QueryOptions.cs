using System.CommandLine;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Cli;

/// <summary>The options that make a <see cref="CtrQuery"/>.</summary>
internal static class QueryOptions
{
    private const long MaxWindowMs = 86_400_000;

    private static readonly CtrQuery Standard = new();

    /// <summary>Window size, ms.</summary>
    public static readonly ValueOption<long> Window = new(
        "--window", "duration", "Window size, at most 1d", ReadWindow, DurationText.Format(Standard.WindowMs))
    {
        Sweeps = true,
    };

    /// <summary>From one window's start to the next one's, ms.</summary>
    public static readonly ValueOption<long> Slide = new(
        "--slide", "duration", "Sliding windows: one starts every so often, at most the window size apart; by default tumbling windows",
        (option, text) => DurationText.Parse(option, text))
    {
        Sweeps = true,
    };

    /// <summary>Watermark delay, ms.</summary>
    public static readonly ValueOption<long> Delay = ValueOption.Duration("--delay",
        "Watermark delay: how far it trails the largest event time seen", Standard.WatermarkDelayMs, zeroAllowed: true,
        sweeps: true);

    /// <summary>Grouping.</summary>
    public static readonly ValueOption<GroupField> GroupBy = ValueOption.Choice("--group-by", "field",
        "Group results by none, ad_id, ad_type, page_id or producer_id, besides the window", "none",
        ("none", GroupField.None), ("ad_id", GroupField.AdId), ("ad_type", GroupField.AdType), ("page_id", GroupField.PageId),
        ("producer_id", GroupField.ProducerId));

    /// <summary>What every query has, whatever the engine.</summary>
    public static readonly IReadOnlyList<Option> Common = [Window, Slide, Delay, GroupBy, .. SchemaOptions.All];

    /// <summary>All of them, both engine families' settings included, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [.. Common, .. MicroBatchOptions.All, .. ContinuousOptions.All];

    /// <summary>The query of the line for these engines, checked against the partitions of the workload.</summary>
    /// <exception cref="UsageException">No engine of the run has a setting that was given, or a combination cannot be used.</exception>
    public static CtrQuery Read(ParseResult line, IReadOnlyList<EngineId> engines, int partitions)
    {
        RefuseForeign(line, engines, EngineFamily.MicroBatch, MicroBatchOptions.All);
        RefuseForeign(line, engines, EngineFamily.Continuous, ContinuousOptions.All);
        var query = ReadCommon(line) with
        {
            MicroBatch = MicroBatchOptions.Read(line),
            Continuous = ContinuousOptions.Read(line, partitions),
        };
        foreach (var engine in engines) RefuseSlide(line, query, engine.Family);
        return query;
    }

    /// <summary>Window, delay, grouping and mapping alone: what the oracle needs.</summary>
    /// <exception cref="UsageException">A mapping cannot be used, or comes with another grouping.</exception>
    public static CtrQuery ReadCommon(ParseResult line)
    {
        var query = ReadTraffic(line);
        if (query.Schema is not null)
            line.Refuse(GroupBy, "groups by one of the nine fields; name a field of your own events with --key PATH");
        return query with { GroupBy = query.Schema is { Key: not null } ? GroupField.Key : line.Of(GroupBy) };
    }

    /// <summary>Window, delay and mapping alone: what the traffic needs. A slide of the window's size makes tumbling windows.</summary>
    /// <exception cref="UsageException">A mapping or a slide cannot be used.</exception>
    public static CtrQuery ReadTraffic(ParseResult line)
    {
        var (windowMs, slideMs) = (line.Of(Window), line.Gives(Slide) ? line.Of(Slide) : (long?)null);
        var query = new CtrQuery
        {
            WindowMs = windowMs,
            SlideMs = slideMs == windowMs ? null : slideMs,
            WatermarkDelayMs = line.Of(Delay),
            Schema = SchemaOptions.Read(line),
        };
        RefuseSlide(line, query, family: null);
        return query;
    }

    private static void RefuseSlide(ParseResult line, CtrQuery query, EngineFamily? family)
    {
        if (QueryCheck.SlideFault(query, family) is { } fault) line.Refuse(Slide, fault);
    }

    private static long ReadWindow(string option, string text)
    {
        var windowMs = DurationText.Parse(option, text);
        return windowMs <= MaxWindowMs ? windowMs : throw new UsageException(option, text, "windows are at most 1d");
    }

    /// <summary>Whether an option is a setting of the other family, which an engine has no use for.</summary>
    public static bool IsForeign(EngineId engine, string option) =>
        (engine.Family == EngineFamily.MicroBatch ? ContinuousOptions.All : MicroBatchOptions.All).Any(other => other.Name == option);

    private static void RefuseForeign(
        ParseResult line, IReadOnlyList<EngineId> engines, EngineFamily family, IReadOnlyList<Option> settings)
    {
        if (engines.Any(e => e.Family == family)) return;
        var owners = string.Join(" and ", EngineId.All.Where(e => e.Family == family).Select(e => e.Name));
        foreach (var setting in settings)
            line.Refuse(setting, $"{string.Join(", ", engines.Select(e => e.Name))} has no such setting ({owners} have it); leave it out");
    }
}

/// <summary>Settings of micro-batch engines.</summary>
internal static class MicroBatchOptions
{
    private static readonly ValueOption<long> Trigger = ValueOption.Duration("--trigger",
        "microbatch: interval of the processing-time trigger; 0s: batch after batch", new MicroBatchSettings().TriggerIntervalMs,
        zeroAllowed: true, sweeps: true);

    private static readonly ValueOption<long> MaxOffsets = ValueOption.Count<long>("--max-offsets",
        "microbatch: records that one batch may read, over all partitions; by default all that are there", null, 1);

    private static readonly Option<bool> AvailableNow =
        ValueOption.Switch("--available-now", "microbatch: read what is there at the start, then stop");

    private static readonly ValueOption<OutputMode> Output = ValueOption.Choice("--output-mode",
        "microbatch: emit a window once, when closed, or in every batch that touches it",
        ("append", OutputMode.Append), ("update", OutputMode.Update));

    private static readonly ValueOption<bool> NoDataBatches = ValueOption.Choice("--no-data-batches",
        "microbatch: whether a moved watermark alone may run a batch", ("on", true), ("off", false));

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Trigger, MaxOffsets, AvailableNow, Output, NoDataBatches];

    /// <summary>The settings of the line.</summary>
    /// <exception cref="UsageException">A combination cannot be used.</exception>
    public static MicroBatchSettings Read(ParseResult line)
    {
        var availableNow = line.GetValue(AvailableNow);
        if (availableNow) line.Refuse(Trigger, "cannot be combined with --available-now, which has no interval; leave one out");
        return new MicroBatchSettings
        {
            TriggerIntervalMs = line.Of(Trigger),
            AvailableNow = availableNow,
            MaxOffsetsPerTrigger = line.GetValue(MaxOffsets)?.Value,
            OutputMode = line.Of(Output),
            NoDataBatches = line.Of(NoDataBatches),
        };
    }
}

/// <summary>Settings of continuous engines.</summary>
internal static class ContinuousOptions
{
    private static readonly ContinuousSettings Standard = new();

    private static readonly ValueOption<EmitStrategy> Emit = ValueOption.Choice("--emit", "on-event|on-periodic",
        "continuous: publish the watermark after each row or at each tick", "on-periodic",
        ("on-event", EmitStrategy.OnEvent), ("on-periodic", EmitStrategy.OnPeriodic));

    private static readonly ValueOption<long> Tick = ValueOption.Duration("--tick",
        "continuous: watermark tick, also the probe of idleness; 0s: no ticks", Standard.EmitIntervalMs, zeroAllowed: true,
        sweeps: true);

    private static readonly ValueOption<long> IdleTimeout = ValueOption.Duration("--idle-timeout",
        "continuous: a partition silent for longer no longer holds the watermark back; 0s: it always does", 0, zeroAllowed: true);

    private static readonly ValueOption<AggregationPhase> Phase = ValueOption.Choice("--phase", "one|two|legacy",
        "continuous: aggregate in one place, in each reader first, or by the older GROUP BY TUMBLE or HOP form", "two",
        ("one", AggregationPhase.OnePhase), ("two", AggregationPhase.TwoPhase), ("legacy", AggregationPhase.Legacy));

    /// <summary>Source readers.</summary>
    public static readonly ValueOption<int> Parallelism =
        ValueOption.Count<int>("--parallelism", "continuous: source readers", "1", 1, WorkloadOptions.MaxPartitions);

    private static readonly ValueOption<long> BufferTimeout = ValueOption.Duration("--buffer-timeout",
        "continuous: how long a record may wait in a network buffer", Standard.BufferTimeoutMs, zeroAllowed: true);

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Emit, Tick, IdleTimeout, Phase, Parallelism, BufferTimeout];

    /// <summary>
    /// The settings of the line, for a topic of so many partitions. Settings under which no window would ever close are refused: the engine
    /// would obey them and the run would show nothing.
    /// </summary>
    /// <exception cref="UsageException">A combination cannot be used.</exception>
    public static ContinuousSettings Read(ParseResult line, int partitions)
    {
        var settings = new ContinuousSettings
        {
            EmitStrategy = line.Of(Emit),
            EmitIntervalMs = line.Of(Tick),
            IdleTimeoutMs = line.Of(IdleTimeout),
            AggregationPhase = line.Of(Phase),
            SourceParallelism = line.Of(Parallelism),
            BufferTimeoutMs = line.Of(BufferTimeout),
        };
        if (settings is { EmitIntervalMs: 0, EmitStrategy: EmitStrategy.OnPeriodic })
            line.Refuse(Tick, "without ticks a periodic watermark never moves; set a tick, or --emit on-event");
        if (settings is { EmitIntervalMs: 0, IdleTimeoutMs: > 0 })
            line.Refuse(IdleTimeout, "idleness is probed at ticks; set --tick above 0s");
        if (settings.SourceParallelism > partitions && settings.IdleTimeoutMs == 0)
            line.Refuse(Parallelism, $"more readers than partitions ({partitions}): "
                + "readers without a partition hold the watermark back forever (F10); raise --partitions or set --idle-timeout");
        return settings;
    }
}
