using System.Globalization;
using System.Text.Json.Serialization;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>A recording of a real engine: its input records and its output, step by step (format 1).</summary>
internal sealed record Transcript
{
    /// <summary>Version of the format; must be 1.</summary>
    public required int Format { get; init; }

    /// <summary>Name of the case.</summary>
    public required string Name { get; init; }

    /// <summary>What the case shows, in a sentence.</summary>
    public string? Why { get; init; }

    /// <summary>The engine that was recorded.</summary>
    public required TranscriptEngine Engine { get; init; }

    /// <summary>Flink: a live run, not run in steps; only append times tell which results came after which record.</summary>
    public bool Live { get; init; }

    /// <summary>The query and its settings.</summary>
    public required TranscriptQuery Query { get; init; }

    /// <summary>The records, in the order they were appended.</summary>
    public required IReadOnlyList<TranscriptRecord> Records { get; init; }

    /// <summary>Spark: the micro-batches.</summary>
    public IReadOnlyList<TranscriptBatch>? Batches { get; init; }

    /// <summary>Flink: the steps.</summary>
    public IReadOnlyList<TranscriptStep>? Steps { get; init; }

    /// <summary>Flink: the output at the end of input; null when the recording has no end.</summary>
    public TranscriptEnd? EndOfInput { get; init; }

    /// <summary>Flink: numLateRecordsDropped at the end.</summary>
    public long? LateDropped { get; init; }
}

/// <summary>Output of a recorded Flink job at the end of its input.</summary>
/// <param name="Emitted">Results, in the order they came.</param>
internal sealed record TranscriptEnd(IReadOnlyList<TranscriptResult> Emitted);

/// <summary>The recorded engine.</summary>
/// <param name="Id">Which: a real one.</param>
/// <param name="Version">Its version, which selects rules that differ.</param>
internal sealed record TranscriptEngine(
    [property: JsonPropertyName("name"), JsonRequired, JsonConverter(typeof(RecordedEngineJson))] EngineId Id,
    [property: JsonRequired] string Version);

/// <summary>The engine of a recording or a script: a real one.</summary>
internal sealed class RecordedEngineJson() : EngineIdJson(EngineId.RealOnes)
{
    /// <inheritdoc/>
    /// <exception cref="TranscriptException">Always.</exception>
    protected override EngineId? Unknown(string name, string knownNames) =>
        throw new TranscriptException($"engine.name is '{name}'; known: {knownNames}");
}

/// <summary>Recorded event-time statistics, epoch ms.</summary>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
/// <param name="Avg">Mean, truncated.</param>
internal sealed record TranscriptEventTime(long Min, long Max, long Avg);

/// <summary>One record of a recording; its offset is its rank within the partition.</summary>
/// <param name="P">Partition.</param>
/// <param name="V">Value as text; null is a tombstone.</param>
internal sealed record TranscriptRecord(int P, string? V);

/// <summary>One recorded Flink step.</summary>
/// <param name="Append">First record and number of records appended.</param>
/// <param name="Emitted">Results, in the order they came.</param>
/// <param name="WaitMs">Silence after the records, ms, in which the query's ticks go on.</param>
internal sealed record TranscriptStep(IReadOnlyList<int> Append, IReadOnlyList<TranscriptResult> Emitted, long WaitMs = 0);

/// <summary>A recorded Spark trigger.</summary>
/// <param name="ProcessingTimeMs">Interval, ms; 0 = back to back.</param>
/// <param name="AvailableNow">Read what is available, then stop.</param>
internal sealed record TranscriptTrigger(long? ProcessingTimeMs = null, bool AvailableNow = false);

/// <summary>One recorded Spark micro-batch.</summary>
internal sealed record TranscriptBatch
{
    /// <summary>Batch id.</summary>
    public required long Id { get; init; }

    /// <summary>End offset (exclusive) of every partition.</summary>
    public required IReadOnlyList<long> End { get; init; }

    /// <summary>Records read.</summary>
    public required long InputRows { get; init; }

    /// <summary>Eviction watermark, epoch ms.</summary>
    public required long WatermarkMs { get; init; }

    /// <summary>Event-time statistics; null without rows.</summary>
    public TranscriptEventTime? EventTime { get; init; }

    /// <summary>Results, sorted by window start, then key.</summary>
    public required IReadOnlyList<TranscriptResult> Emitted { get; init; }

    /// <summary>Late windows dropped.</summary>
    public required long RowsDropped { get; init; }

    /// <summary>Windows left in state.</summary>
    public required long RowsTotal { get; init; }

    /// <summary>Windows put into state.</summary>
    public required long RowsUpdated { get; init; }

    /// <summary>Windows evicted.</summary>
    public required long RowsRemoved { get; init; }
}

/// <summary>One recorded result.</summary>
/// <param name="WindowStartMs">Window start, epoch ms.</param>
/// <param name="WindowEndMs">Window end, exclusive, epoch ms.</param>
/// <param name="Views">Views.</param>
/// <param name="Clicks">Clicks.</param>
/// <param name="Ctr">clicks / views; null without views.</param>
/// <param name="MaxProducerTimestampNs">Largest producer timestamp, epoch ns.</param>
/// <param name="Key">Group key.</param>
internal sealed record TranscriptResult(
    long WindowStartMs, long WindowEndMs, long Views, long Clicks, double? Ctr, long? MaxProducerTimestampNs, string? Key = null)
{
    /// <summary>A result of a topic in the recording's format.</summary>
    public static TranscriptResult Of(ReceivedResult r) =>
        new(r.WindowStartMs, r.WindowEndMs, r.Views, r.Clicks, r.Ctr, r.MaxProducerTimestampNs, r.Key);

    /// <summary>As printed in a difference: [start,end) views clicks ctr max key.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"[{WindowStartMs},{WindowEndMs}) views {Views} clicks {Clicks} ctr {Text(Ctr)} max_ns {Text(MaxProducerTimestampNs)}{KeyText}");

    private string KeyText => Key is null ? "" : " key " + Key;

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "null";
}
