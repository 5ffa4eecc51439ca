using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>Settings of continuous engines.</summary>
internal static class ContinuousOptions
{
    private static readonly ContinuousSettings Standard = new();

    /// <summary>Watermark emission.</summary>
    public static readonly Option<string> Emit = OptionReading.New("--emit", "on-event|on-periodic",
        "continuous: publish the watermark after each row or at each tick", "on-periodic");

    /// <summary>Tick.</summary>
    public static readonly Option<string> Tick = OptionReading.New("--tick", "duration",
        "continuous: watermark tick, also the probe of idleness; 0s: no ticks", DurationText.Format(Standard.EmitIntervalMs));

    /// <summary>Idle timeout.</summary>
    public static readonly Option<string> IdleTimeout = OptionReading.New("--idle-timeout", "duration",
        "continuous: a partition silent for longer no longer holds the watermark back; 0s: it always does", "0s");

    /// <summary>Aggregation phase.</summary>
    public static readonly Option<string> Phase = OptionReading.New("--phase", "one|two|legacy",
        "continuous: aggregate in one place, in each reader first, or by the older GROUP BY TUMBLE form", "two");

    /// <summary>Source parallelism.</summary>
    public static readonly Option<string> Parallelism = OptionReading.New("--parallelism", "n", "continuous: source readers", "1");

    /// <summary>Buffer timeout.</summary>
    public static readonly Option<string> BufferTimeout = OptionReading.New("--buffer-timeout", "duration",
        "continuous: how long a record may wait in a network buffer", DurationText.Format(Standard.BufferTimeoutMs));

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Emit, Tick, IdleTimeout, Phase, Parallelism, BufferTimeout];

    /// <summary>The settings of the line, for a topic of so many partitions.</summary>
    /// <exception cref="UsageException">A value or a combination cannot be used.</exception>
    public static ContinuousSettings Read(ParseResult line, int partitions)
    {
        var settings = new ContinuousSettings
        {
            EmitStrategy = line.IndexOf(Emit, "on-event", "on-periodic") == 0 ? EmitStrategy.OnEvent : EmitStrategy.OnPeriodic,
            EmitIntervalMs = line.DurationOf(Tick, zeroAllowed: true),
            IdleTimeoutMs = line.DurationOf(IdleTimeout, zeroAllowed: true),
            AggregationPhase = line.IndexOf(Phase, "one", "two", "legacy") switch
            {
                0 => AggregationPhase.OnePhase,
                1 => AggregationPhase.TwoPhase,
                _ => AggregationPhase.Legacy,
            },
            SourceParallelism = line.CountOf(Parallelism, 1, WorkloadOptions.MaxPartitions),
            BufferTimeoutMs = line.DurationOf(BufferTimeout, zeroAllowed: true),
        };
        RefuseSilence(line, settings, partitions);
        return settings;
    }

    /// <summary>
    /// Refuses settings under which no window would ever close: the engine would obey them and the run would show nothing.
    /// </summary>
    private static void RefuseSilence(ParseResult line, ContinuousSettings settings, int partitions)
    {
        if (settings is { EmitIntervalMs: 0, EmitStrategy: EmitStrategy.OnPeriodic })
            line.Refuse(Tick, "without ticks a periodic watermark never moves; set a tick, or --emit on-event");
        if (settings is { EmitIntervalMs: 0, IdleTimeoutMs: > 0 })
            line.Refuse(IdleTimeout, "idleness is probed at ticks; set --tick above 0s");
        if (settings.SourceParallelism > partitions && settings.IdleTimeoutMs == 0)
            line.Refuse(Parallelism, $"more readers than partitions ({partitions}): "
                + "readers without one hold the watermark back for ever (F10); raise --partitions or set --idle-timeout");
    }
}
