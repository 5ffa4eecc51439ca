using System.Globalization;

namespace CtrBench.Windows;

/// <summary>Settings of continuous engines.</summary>
public sealed record ContinuousSettings
{
    /// <summary>When source readers publish their watermark (F4, F5).</summary>
    public EmitStrategy EmitStrategy { get; init; } = EmitStrategy.OnPeriodic;

    /// <summary>Watermark tick, ms (F5); also the probe interval of idleness (F8). 0 = no ticks.</summary>
    public long EmitIntervalMs { get; init; } = 200;

    /// <summary>A split without rows for longer than this no longer holds the watermark back, ms (F8); 0 = never.</summary>
    public long IdleTimeoutMs { get; init; }

    /// <summary>How rows are aggregated, which determines which late rows are dropped and how they are counted.</summary>
    public AggregationPhase AggregationPhase { get; init; } = AggregationPhase.TwoPhase;

    /// <summary>Number of source readers; partitions are assigned round robin (F11).</summary>
    public int SourceParallelism { get; init; } = 1;

    /// <summary>How long a record may wait in a network buffer, ms (F31): latency only, never results.</summary>
    public long BufferTimeoutMs { get; init; } = 100;

    /// <summary>The version whose rules apply where versions differ.</summary>
    public FlinkRules Rules { get; init; } = FlinkRules.V2;
}

/// <summary>How a continuous engine aggregates (F18, F25).</summary>
public enum AggregationPhase : byte
{
    /// <summary>Local aggregation in each source reader, merged by one global operator (F19): Flink's default for the TVF form.</summary>
    TwoPhase = 0,

    /// <summary>Every row goes to the single window operator.</summary>
    OnePhase,

    /// <summary>The older <c>GROUP BY TUMBLE(...)</c> form (F25): one phase, no watermark in its state (F26).</summary>
    Legacy,
}

/// <summary>When a source reader publishes its watermark (F4).</summary>
public enum EmitStrategy : byte
{
    /// <summary>At each tick; Flink's default.</summary>
    OnPeriodic = 0,

    /// <summary>After each row.</summary>
    OnEvent,
}

/// <summary>Rule sets of Flink versions, where they differ (docs/flink.md "Versions").</summary>
public enum FlinkRules : byte
{
    /// <summary>
    /// 2.2 and 2.3: a top-level JSON array is one row per element; all splits of a reader idle: its watermark jumps to their maximum (F9).
    /// </summary>
    V2 = 0,

    /// <summary>1.20: arrays are skipped; all splits of one reader idle: its watermark does not move.</summary>
    V1_20,

    /// <summary>2.0 and 2.1: arrays as in 2.2, idle splits as in 1.20.</summary>
    V2_0,

    /// <summary>2.4 and later: as 2.2, and a reader that returns is counted at once where it has caught up (F7, F9).</summary>
    V2_4,
}

/// <summary>The rules of a version.</summary>
internal static class FlinkRuleSets
{
    /// <summary>The rules of the version with these two numbers: the newest for one that is not known.</summary>
    public static FlinkRules Of(int major, int minor) => (major, minor) switch
    {
        (1, _) => FlinkRules.V1_20,
        (2, < 2) => FlinkRules.V2_0,
        (2, < 4) => FlinkRules.V2,
        _ => FlinkRules.V2_4,
    };

    /// <summary>The rules of the version "2.2.1", "2.4-SNAPSHOT" or the like.</summary>
    public static FlinkRules Of(string version)
    {
        var parts = version.Split('.', '-');
        return Of(Number(0), Number(1));

        int Number(int at) =>
            at < parts.Length && int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>Whether a top-level JSON array gives a row per element.</summary>
    public static bool ReadArrays(this FlinkRules rules) => rules != FlinkRules.V1_20;

    /// <summary>Whether a reader's watermark jumps to the maximum when all of its splits are idle (F9).</summary>
    public static bool JumpWhenIdle(this FlinkRules rules) => rules is FlinkRules.V2 or FlinkRules.V2_4;

    /// <summary>The versions, in words.</summary>
    public static string Text(this FlinkRules rules) => rules switch
    {
        FlinkRules.V1_20 => "rules of Flink 1.20",
        FlinkRules.V2_0 => "rules of Flink 2.0 and 2.1",
        FlinkRules.V2_4 => "rules of Flink 2.4",
        _ => "rules of Flink 2.2 and 2.3",
    };
}
