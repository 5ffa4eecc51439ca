using System.Globalization;
using CtrBench.Windows;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;
using CtrBench.Windows.Testing;

namespace CtrBench.Tests.Engines;

/// <summary>
/// The notation of the worked examples. Times are ms after T0; rows are <c>1000 v, p1 4000 c</c> (v view, c click, i impression; p0 when
/// not said; <c>none v</c> has no
/// time, <c>junk</c> is no JSON); windows are <c>[0) (1,1)</c>: start, views, clicks; <c>-</c> is nothing.
/// </summary>
internal static class Notation
{
    public const long T0 = 1_700_000_000_000;

    public static readonly CtrQuery Query = new() { MicroBatch = new() { TriggerIntervalMs = 0 } };

    public static CtrQuery Flink(AggregationPhase phase, ContinuousSettings? settings = null) => new()
    {
        Continuous = (settings ?? new ContinuousSettings { EmitStrategy = EmitStrategy.OnEvent }) with { AggregationPhase = phase },
    };

    public static TestRecord[] Rows(string rows) =>
        rows is "none" or "" ? [] : [.. rows.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Row)];

    public static string WindowList(IEnumerable<ReceivedResult> results)
    {
        var text = string.Join(", ", results.Select(r => $"{Window(r.WindowStartMs)} ({r.Views},{r.Clicks})"));
        return text.Length == 0 ? "-" : text;
    }

    public static string WindowList(IEnumerable<LateWindow> late) => string.Join(", ", late.Select(w => $"{Window(w.WindowStartMs)} {w.Rows}"));

    /// <summary>A batch in a line: <c>WL 0 abs, WE -8000, emits -, dropped 0, tracker -8000</c>.</summary>
    public static string Line(SparkTwin spark)
    {
        var (plan, report) = (spark.LastPlan!, spark.Batches[^1]);
        return $"WL {Time(plan.LateWatermarkMs)}, WE {Time(plan.EvictionWatermarkMs)}, emits {WindowList(spark.Emitted)}, "
            + $"dropped {report.RowsDropped}, tracker {Time(spark.WatermarkMs)}";
    }

    /// <summary>Fires a trigger with more rows; the batch in a line, or <c>no batch</c>.</summary>
    public static string Run(this SparkTwin spark, string rows) => spark.Append(Rows(rows)).Trigger() is null ? "no batch" : Line(spark);

    /// <summary>Sends rows; what they fired.</summary>
    public static string Run(this FlinkTwin flink, string rows) => WindowList(flink.Send(Rows(rows)));

    public static string Time(long? ms) => ms switch { null => "-infinity", 0 => "0 abs", _ => $"{ms - T0}" };

    private static string Window(long startMs) => $"[{startMs - T0})";

    private static TestRecord Row(string text)
    {
        var words = text.Split(' ');
        var partition = words[0][0] == 'p' ? int.Parse(words[0].AsSpan(1), CultureInfo.InvariantCulture) : 0;
        if (words[0][0] == 'p') words = words[1..];
        if (words[0] == "junk") return TestRecord.Json("not json", partition);
        var kind = words[1] switch { "v" => EventKind.View, "c" => EventKind.Click, _ => EventKind.Other };
        if (words[0] == "none") return TestRecord.Json($"{{\"event_type\":\"{(kind == EventKind.View ? "view" : "click")}\"}}", partition);
        return TestRecord.Of(kind, T0 + long.Parse(words[0], CultureInfo.InvariantCulture), partition);
    }
}
