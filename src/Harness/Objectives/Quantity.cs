namespace CtrBench.Harness.Objectives;

/// <summary>What an objective is about: a statistic of a latency, or a figure of the whole run.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Latency">Name of the latency in metrics.json; null for figures of the run.</param>
/// <param name="Statistic">Which statistic of it; null for figures of the run.</param>
internal sealed record Quantity(QuantityKind Kind, string? Latency = null, Statistic? Statistic = null)
{
    /// <summary>Counted / (counted + late).</summary>
    public static readonly Quantity Complete = new(QuantityKind.Complete);

    /// <summary>Growth of the engine's lag, seconds per second.</summary>
    public static readonly Quantity Backlog = new(QuantityKind.Backlog);

    /// <summary>Latencies by the names that users write and by those of metrics.json. T1a is the append time of the result.</summary>
    public static readonly IReadOnlyList<(string Text, string Key)> Latencies =
    [
        ("T1-floor", "t1_minus_floor"), ("T1-T0", "t1_minus_t0"), ("T1-due", "t1_minus_due"), ("T1-e", "t1_minus_e"),
        ("T1a-floor", "t1_minus_floor_append"), ("T1a-T0", "t1_minus_t0_append"), ("T1a-due", "t1_minus_due_append"),
        ("T1a-e", "t1_minus_e_append"),
    ];

    /// <summary>As users write it: <c>p99(T1-floor)</c>, <c>complete</c>.</summary>
    public override string ToString() => Kind == QuantityKind.Latency
        ? $"{Statistic!.Name}({Latencies.First(known => known.Key == Latency).Text})"
        : Kind.ToString().ToLowerInvariant();
}

/// <summary>The kinds of quantities.</summary>
internal enum QuantityKind
{
    /// <summary>A statistic of a latency, ms.</summary>
    Latency,

    /// <summary>The share of events that were counted.</summary>
    Complete,

    /// <summary>Growth of the engine's lag, seconds per second.</summary>
    Backlog,
}

/// <summary>A statistic of a latency over windows.</summary>
/// <param name="Name">Its name: mean, p50, ..., max.</param>
/// <param name="Permille">Of a percentile: how many thousandths of the values are at or below it; null for mean and max.</param>
internal sealed record Statistic(string Name, int? Permille = null)
{
    /// <summary>The mean.</summary>
    public static readonly Statistic Mean = new("mean");

    /// <summary>All that an objective can name.</summary>
    public static readonly IReadOnlyList<Statistic> All =
    [
        Mean, new("p50", 500), new("p90", 900), new("p95", 950), new("p99", 990), new("p99.9", 999), new("max"),
    ];
}
