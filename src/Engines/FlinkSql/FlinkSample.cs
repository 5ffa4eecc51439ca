namespace CtrBench.Engines.FlinkSql;

/// <summary>One sample of a job's metrics. Metrics not available yet are null or absent.</summary>
internal sealed record FlinkSample
{
    /// <summary>Records read by the sources since the last restart.</summary>
    public long? RecordsIn { get; init; }

    /// <summary>Offset behind the last record read, by partition; 0 before the first.</summary>
    public IReadOnlyDictionary<int, long> Positions { get; init; } = new Dictionary<int, long>();

    /// <summary>Rows that left the source vertex.</summary>
    public long? SourceOut { get; init; }

    /// <summary>Rows that reached the window vertex.</summary>
    public long? WindowIn { get; init; }

    /// <summary>Late rows dropped since the last restart.</summary>
    public long? Late { get; init; }

    /// <summary>Results sent since the last restart.</summary>
    public long? Sent { get; init; }

    /// <summary>The window operator's watermark, epoch ms.</summary>
    public long? WatermarkMs { get; init; }

    /// <summary>Busy share, 0 .. 1.</summary>
    public double? BusyShare { get; init; }

    /// <summary>Back-pressured share, 0 .. 1.</summary>
    public double? BackPressuredShare { get; init; }

    /// <summary>Records behind the end offset.</summary>
    public long? LagRecords { get; init; }

    /// <summary>The values that change while a job is still processing.</summary>
    public (long? In, long? Out, long? Window, long? Late, long? Sent, long? Watermark, long Position) Rest =>
        (RecordsIn, SourceOut, WindowIn, Late, Sent, WatermarkMs, Positions.Values.Sum());

    /// <summary>Whether every row that has left the sources has reached the window operator.</summary>
    public bool IsThrough => SourceOut is not null && SourceOut == WindowIn;

    /// <summary>The sample computed from the metrics of the vertices.</summary>
    public static FlinkSample Of(IEnumerable<(MetricNames Names, IReadOnlyDictionary<string, JobManagerWire.Metric> Values)> vertices)
    {
        var sample = new FlinkSample();
        var positions = new Dictionary<int, long>();
        foreach (var (names, values) in vertices)
        {
            double? Sum(string? name) => name is not null && values.TryGetValue(name, out var metric) ? metric.Sum : null;
            foreach (var (partition, name) in names.Positions)
            {
                // -1 before the first record, and for the subtasks of an operator that has none.
                if (values.TryGetValue(name, out var metric) && Whole(metric.Max) is { } last) positions[partition] = last + 1;
            }

            if (names.RecordsIn is not null)
                sample = sample with
                {
                    RecordsIn = Whole(Sum(names.RecordsIn)),
                    SourceOut = Whole(Sum("numRecordsOut")),
                    LagRecords = Whole(names.Lag is { } lag && values.TryGetValue(lag, out var behind) ? behind.Max : null),
                };
            if (names.Late is not null)
                sample = sample with
                {
                    Late = Whole(Sum(names.Late)),
                    WindowIn = Whole(Sum("numRecordsIn")),
                    WatermarkMs = Whole(names.Watermark is { } wm && values.TryGetValue(wm, out var watermark) ? watermark.Min : null),
                };
            if (names.Sent is not null) sample = sample with { Sent = Whole(Sum(names.Sent)) };
            sample = sample with
            {
                BusyShare = Larger(sample.BusyShare, Share(values, "busyTimeMsPerSecond")),
                BackPressuredShare = Larger(sample.BackPressuredShare, Share(values, "backPressuredTimeMsPerSecond")),
            };
        }

        return sample with { Positions = positions };
    }

    // Metrics are doubles: a missing watermark, or the end of the input, is outside the exact range of a double, and sums stay inside it.
    private static long? Whole(double? value) => value is > -FlinkReplies.Largest and < FlinkReplies.Largest ? (long)value : null;

    private static double? Share(IReadOnlyDictionary<string, JobManagerWire.Metric> values, string name) =>
        values.TryGetValue(name, out var metric) && metric.Max is { } ms && double.IsFinite(ms) ? ms / 1000 : null;

    private static double? Larger(double? one, double? other) =>
        one is null || other is null ? one ?? other : Math.Max(one.Value, other.Value);
}
