using System.Text.Json.Serialization;

namespace CtrBench.Harness.Simulation;

/// <summary>
/// What an engine costs in time, apart from its semantics (docs/profiles.md). A profile names the engine version and the machine it
/// was taken on; a virtual run is a prediction for that engine on that machine. Stored as JSON, so users add their own.
/// </summary>
internal sealed record CostProfile
{
    /// <summary>Name of the profile without costs: the latency caused by the semantics alone.</summary>
    public const string InstantName = "instant";

    /// <summary>Name of the profiles of the twins as they run in this process.</summary>
    public const string InProcessName = "in-process";

    /// <summary>Its name, as in "predicted, profile NAME".</summary>
    public required string Name { get; init; }

    /// <summary>Which twin it belongs to.</summary>
    [JsonConverter(typeof(TwinIdJson))]
    public required EngineId Engine { get; init; }

    /// <summary>Engine version and machine that it was measured on, as text.</summary>
    public required string TakenOn { get; init; }

    /// <summary>From due to appended: producer, network, broker, ms.</summary>
    public double IngestMs { get; init; }

    /// <summary>From a result's append to its arrival at a consumer, ms.</summary>
    public double DeliverMs { get; init; }

    /// <summary>Micro-batch: fixed part of a batch's duration, ms.</summary>
    public double BatchFixedMs { get; init; }

    /// <summary>Micro-batch: duration per row, us.</summary>
    public double BatchRowUs { get; init; }

    /// <summary>
    /// Micro-batch: standard deviation of the duration over its mean; the spread is exponential, the mean is kept. 0 .. 1.
    /// </summary>
    public double BatchSpread { get; init; }

    /// <summary>Micro-batch: the share of a batch after which its results are in the topic, 0 .. 1.</summary>
    public double ResultShare { get; init; } = 1;

    /// <summary>Micro-batch: least delay from the start of a batch to its offset fetch, ms.</summary>
    public double OffsetFetchMs { get; init; }

    /// <summary>
    /// Micro-batch: mean of the exponential rest of that delay, ms. An event appended within the delay is still in the batch.
    /// </summary>
    public double OffsetFetchJitterMs { get; init; }

    /// <summary>Continuous: processing time per row over all readers, us; its inverse is the capacity.</summary>
    public double RowUs { get; init; }

    /// <summary>
    /// Continuous: mean of the exponential lateness of a watermark tick, ms. Ticks follow each other at a fixed delay (F5), so it adds up
    /// and the ticks drift against the windows.
    /// </summary>
    public double TickDriftMs { get; init; }

    /// <summary>
    /// Continuous: fixed time from a fired window to its append, ms, in addition to the watermark tick and the buffer timeout of the query.
    /// </summary>
    public double EmitFixedMs { get; init; }

    /// <summary>Continuous: mean of an exponential rest of that time, ms; also its standard deviation.</summary>
    public double EmitJitterMs { get; init; }

    /// <summary>
    /// Continuous: whether results wait for the query's network buffer timeout (F31). The twin in process has no such buffer.
    /// </summary>
    public bool NetworkBuffers { get; init; } = true;

    /// <summary>How many micro-batches a fitted profile is based on; null in one that was not fitted from batches.</summary>
    public int? Batches { get; init; }

    /// <summary>How many measured windows a fitted profile is based on; null in one that was not fitted.</summary>
    public int? Windows { get; init; }

    /// <summary>
    /// Fields that a fit could not determine from its run and took from the shipped profile, by their names in JSON; null in one that was
    /// not fitted.
    /// </summary>
    public IReadOnlyList<string>? Assumed { get; init; }

    /// <summary>How well a fitted profile reproduces the run that it was fitted to; null in one that was not fitted.</summary>
    public ProfileCheck? OwnRun { get; init; }

    /// <summary>The profile without costs.</summary>
    public static CostProfile Instant(EngineId engine) =>
        new() { Name = InstantName, Engine = engine, TakenOn = "no machine: every cost is 0" };

    /// <summary>What is wrong with it; null when it is valid.</summary>
    public string? Fault() => this switch
    {
        { BatchSpread: < 0 or > 1 or double.NaN } => $"batch_spread is {BatchSpread}; it must be in 0 .. 1",
        { ResultShare: < 0 or > 1 or double.NaN } => $"result_share is {ResultShare}; it must be in 0 .. 1",
        _ when Times().FirstOrDefault(t => !(t.Value >= 0 && t.Value < 1e9)) is { Name: not null } bad =>
            $"{bad.Name} is {bad.Value}; it must be at least 0 and below 1000000000",
        _ => null,
    };

    private IEnumerable<(string Name, double Value)> Times() =>
    [
        ("ingest_ms", IngestMs), ("deliver_ms", DeliverMs), ("batch_fixed_ms", BatchFixedMs), ("batch_row_us", BatchRowUs),
        ("offset_fetch_ms", OffsetFetchMs), ("offset_fetch_jitter_ms", OffsetFetchJitterMs), ("row_us", RowUs),
        ("tick_drift_ms", TickDriftMs), ("emit_fixed_ms", EmitFixedMs), ("emit_jitter_ms", EmitJitterMs),
    ];
}
