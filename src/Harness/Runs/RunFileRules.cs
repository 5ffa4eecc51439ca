using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Runs;

/// <summary>
/// What the fields of run files can hold, beyond their types. A file that was edited or damaged is rejected with the name of the field, not
/// analyzed; whatever the program itself writes is accepted.
/// </summary>
internal static class RunFileRules
{
    // Epoch ms of an event, a result or a schedule: the year 9999 and a window more; a sum of millions of counts stays far inside int64.
    private const long LastMs = ParseProfile.MaxEventTimeMs + 86_400_000;
    private const long MostRecords = 1_000_000_000_000;
    private const long LongestMs = 36_500L * 86_400_000;
    private const long LongestWindowMs = 86_400_000;

    /// <summary>What is wrong with a value that was read from a run file; null when nothing is.</summary>
    public static string? FaultOf(object value) => value switch
    {
        RunManifest manifest => FaultOf(manifest),
        ExpectedWindow window => FaultOf(window),
        ProgressEntry entry => FaultOf(entry),
        ProducerReport report => FaultOf(report),
        RunMetrics metrics => RunMetricsRules.FaultOf(metrics),
        _ => null,
    };

    /// <summary>What is wrong with a line of results.csv; null when nothing is.</summary>
    public static string? FaultOf(ResultRow row) =>
        Window(row.WindowStartMs, row.WindowEndMs)
        ?? Count("views", row.Views) ?? Count("clicks", row.Clicks)
        ?? Between("ctr", row.Ctr, 0, MostRecords)
        ?? Time("t1_ms", row.T1Ms) ?? Time("append_ms", row.AppendMs)
        ?? Between("latency_ms", row.LatencyMs, -FiniteNumberJson.Largest, FiniteNumberJson.Largest);

    /// <summary>A fault of a number; null when it is from <paramref name="least"/> to <paramref name="most"/>, or absent.</summary>
    public static string? Between(string field, double? value, double least, double most) =>
        value is null || value >= least && value <= most
            ? null
            : FormattableString.Invariant($"{field} is {value}; it must be from {least} to {most}");

    /// <summary>A fault of a list; null when no element is missing.</summary>
    public static string? NoNulls<T>(string field, IEnumerable<T>? values) where T : class? =>
        values is null || values.All(value => value is not null) ? null : $"{field} contains null";

    /// <summary>A fault of a number of records or windows.</summary>
    public static string? Count(string field, long? value) => Between(field, value, 0, MostRecords);

    /// <summary>A fault of a moment, epoch ms; a log without append times says -1.</summary>
    public static string? Time(string field, double? value) => Between(field, value, -1, LastMs);

    private static string? FaultOf(RunManifest m) =>
        Between("query.window_ms", m.Query.WindowMs, 1, LongestWindowMs)
        ?? Between("query.slide_ms", m.Query.SlideMs, 1, m.Query.WindowMs)
        ?? Between("query.watermark_delay_ms", m.Query.WatermarkDelayMs, 0, LongestMs)
        ?? FaultOf(m.Query.MicroBatch) ?? FaultOf(m.Query.Continuous)
        ?? Between("query.delivery.checkpoint_interval_ms", m.Query.Delivery.CheckpointIntervalMs, 0, LongestMs)
        ?? FaultOf(m.Workload, m.Mode)
        ?? Time("start_ms", m.StartMs) ?? Time("traffic_end_ms", m.TrafficEndMs) ?? Time("closing_start_ms", m.ClosingStartMs)
        ?? (m.TrafficEndMs != 0 && m.TrafficEndMs < m.StartMs ? $"traffic_end_ms {m.TrafficEndMs} is before start_ms {m.StartMs}" : null)
        ?? Between("clock_check.bound_ms", m.ClockCheck?.BoundMs, 0, LongestMs)
        ?? Between("clock_check.offset_ms", m.ClockCheck?.OffsetMs, -LastMs, LastMs)
        ?? Between("wall_seconds", m.WallSeconds, 0, LongestMs)
        ?? NoNulls("engine_notes", m.EngineNotes) ?? NoNulls("engine_faults", m.EngineFaults)
        ?? NoNulls("twin.differences", m.Twin?.Differences)
        ?? (m.Resources is { } resources ? FaultOf(resources) : null)
        ?? (m.Collector is { } collector ? FaultOf(collector) : null);

    private static string? FaultOf(ResourceReport r) =>
        Time("resources.from_ms", r.FromMs) ?? Time("resources.to_ms", r.ToMs)
        ?? Between("resources.price_per_core_hour", r.PricePerCoreHour, 0, MostRecords)
        ?? NoNulls("resources.processes", r.Processes)
        ?? r.Processes.Select(use => Between("resources.processes.cpu_user_seconds", use.CpuUserSeconds, 0, LongestMs)
            ?? Between("resources.processes.cpu_system_seconds", use.CpuSystemSeconds, 0, LongestMs)
            ?? Between("resources.processes.to_broker_bytes", use.ToBrokerBytes, 0, FiniteNumberJson.Largest)
            ?? Between("resources.processes.from_broker_bytes", use.FromBrokerBytes, 0, FiniteNumberJson.Largest))
            .FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(MicroBatchSettings s) =>
        Between("query.micro_batch.trigger_interval_ms", s.TriggerIntervalMs, 0, LongestMs)
        ?? Between("query.micro_batch.max_offsets_per_trigger", s.MaxOffsetsPerTrigger, 1, long.MaxValue)
        ?? Between("query.micro_batch.min_offsets_per_trigger", s.MinOffsetsPerTrigger, 1, long.MaxValue)
        ?? Between("query.micro_batch.max_trigger_delay_ms", s.MaxTriggerDelayMs, 0, LongestMs);

    private static string? FaultOf(ContinuousSettings s) =>
        Between("query.continuous.emit_interval_ms", s.EmitIntervalMs, 0, LongestMs)
        ?? Between("query.continuous.idle_timeout_ms", s.IdleTimeoutMs, 0, LongestMs)
        ?? Between("query.continuous.source_parallelism", s.SourceParallelism, 1, 100_000)
        ?? Between("query.continuous.buffer_timeout_ms", s.BufferTimeoutMs, -1, LongestMs);

    // Traffic of other programs has no model: rate and producers are 0 then.
    private static string? FaultOf(Workload workload, RunMode mode)
    {
        if (workload.Producers == 0 && mode is RunMode.Collected or RunMode.Part)
            return Between("workload.partitions", workload.Partitions, 1, 100_000);
        try
        {
            workload.ThrowUnlessValid();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static string? FaultOf(CollectorReport c) =>
        Count("collector.events_stored", c.EventsStored) ?? Count("collector.events_malformed", c.EventsMalformed)
        ?? Time("collector.max_event_time_ms", c.MaxEventTimeMs) ?? Count("collector.missing_offsets", c.MissingOffsets)
        ?? Count("collector.removed_offsets", c.RemovedOffsets) ?? Count("collector.removed_before", c.RemovedBefore)
        ?? Count("collector.results_malformed", c.ResultsMalformed) ?? Count("collector.results_before", c.ResultsBefore)
        ?? Count("collector.foreign_records", c.ForeignRecords)
        ?? NoNulls("collector.late_appends", c.LateAppends) ?? NoNulls("collector.partitions", c.Partitions)
        ?? (c.LateAppends ?? []).Select(span => Time("collector.late_appends.from_ms", span.FromMs)
            ?? Time("collector.late_appends.to_ms", span.ToMs) ?? Time("collector.late_appends.taken_ms", span.TakenMs)
            ?? Count("collector.late_appends.events", span.Events)).FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(ExpectedWindow w) =>
        Window(w.WindowStartMs, w.WindowEndMs) ?? Count("views", w.Views) ?? Count("clicks", w.Clicks) ?? Count("rows", w.Rows)
        ?? (w.Views + w.Clicks > w.Rows ? $"rows is {w.Rows}, less than views and clicks" : null)
        ?? Between("max_due_ms", w.MaxDueMs, -LastMs, LastMs)
        ?? Time("first_append_ms", w.FirstAppendMs) ?? Time("last_append_ms", w.LastAppendMs)
        ?? Mover("any", w.Any) ?? Mover("all", w.All);

    private static string? Mover(string field, Mover? mover) =>
        Between($"{field}.due_ms", mover?.DueMs, -LastMs, LastMs) ?? Time($"{field}.append_ms", mover?.AppendMs);

    private static string? FaultOf(ProgressEntry e) =>
        Between("at_ms", e.AtMs, 0, 2.0 * LastMs)
        ?? Count("records_read", e.RecordsRead) ?? Count("results_written", e.ResultsWritten)
        ?? Count("late_dropped", e.LateDropped) ?? Count("late_records", e.LateRecords)
        ?? Count("malformed_records", e.MalformedRecords) ?? Count("open_records", e.OpenRecords)
        ?? (e.Batch is { } batch ? FaultOf(batch) : null) ?? NoNulls("flink.faults", e.Flink?.Faults);

    private static string? FaultOf(MicroBatchReport b) =>
        Count("batch.id", b.Id) ?? Count("batch.input_rows", b.InputRows) ?? Count("batch.emitted", b.Emitted)
        ?? Count("batch.rows_dropped", b.RowsDropped) ?? Count("batch.rows_total", b.RowsTotal)
        ?? Count("batch.rows_updated", b.RowsUpdated) ?? Count("batch.rows_removed", b.RowsRemoved)
        ?? Time("batch.started_ms", b.StartedMs) ?? Between("batch.duration_ms", b.DurationMs, 0, LongestMs)
        ?? Offsets("batch.end", b.End) ?? Offsets("batch.start", b.Start)
        ?? (b.Start is { } start && start.Count > b.End.Count ? "batch.start has more partitions than batch.end" : null)
        ?? (b.PhasesMs ?? new Dictionary<string, long>())
            .Select(phase => Between($"batch.phases_ms.{phase.Key}", phase.Value, 0, LongestMs))
            .FirstOrDefault(fault => fault is not null);

    private static string? Offsets(string field, IReadOnlyList<long>? offsets) =>
        (offsets ?? []).Select(offset => Between(field, offset, 0, MostRecords * 1_000)).FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(ProducerReport report) =>
        NoNulls("producers", report.Producers)
        ?? report.Producers.Select(FaultOf).FirstOrDefault(fault => fault is not null)
        ?? (report.Rate is { } rate ? FaultOf(rate) : null)
        ?? Count("schedule.events", report.Schedule?.Events);

    private static string? FaultOf(ProducerEntry p) =>
        Count("producers.intended", p.Intended) ?? Count("producers.sent", p.Sent) ?? Count("producers.failed", p.Failed)
        ?? p.LagHistogramUs.Select(bar => Count("producers.lag_histogram_us.count", bar.Count)).FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(RateSeries rate) =>
        Time("rate.start_ms", rate.StartMs) ?? Between("rate.bucket_ms", rate.BucketMs, 1, LongestMs)
        ?? (rate.HighShare.Count != rate.Counts.Count ? "rate.high_share and rate.counts differ in length" : null)
        ?? rate.Counts.Select(count => Count("rate.counts", count)).FirstOrDefault(fault => fault is not null)
        ?? rate.HighShare.Select(share => Between("rate.high_share", share, 0, 1)).FirstOrDefault(fault => fault is not null);

    private static string? Window(long startMs, long endMs) =>
        Between("window_start_ms", startMs, -LongestWindowMs, LastMs) ?? Between("window_end_ms", endMs, -LongestWindowMs, LastMs)
        ?? (endMs <= startMs ? $"window_end_ms {endMs} is not after window_start_ms {startMs}" : null);
}
