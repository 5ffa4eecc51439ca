using CtrBench.Harness.RunModel;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Measurement;

/// <summary>A run's contents as needed by the analysis.</summary>
internal sealed class RunFacts
{
    /// <summary>The facts of a loaded run.</summary>
    public RunFacts(RunContents contents)
    {
        Contents = contents;
        Batches = [.. contents.Progress.Where(entry => entry.Batch is not null).Select(entry => entry.Batch!).OrderBy(batch => batch.Id)];
        Family = Batches.Count > 0 ? EngineFamily.MicroBatch : Manifest.Engine?.Family ?? EngineFamily.Continuous;
        Final = contents.Progress.LastOrDefault(entry => entry.Batch is null) ?? contents.Progress.LastOrDefault();
    }

    /// <summary>The loaded contents.</summary>
    public RunContents Contents { get; }

    /// <summary>The manifest.</summary>
    public RunManifest Manifest => Contents.Manifest;

    /// <summary>The engine.</summary>
    /// <exception cref="InvalidOperationException">The run has none: it is a part that holds no results.</exception>
    public EngineId Engine =>
        Manifest.Engine ?? throw new InvalidOperationException("There is nothing to analyze in a run without an engine.");

    /// <summary>The query.</summary>
    public CtrQuery Query => Manifest.Query;

    /// <summary>D, the watermark delay, ms.</summary>
    public long DelayMs => Query.WatermarkDelayMs;

    /// <summary>Which rules apply.</summary>
    public EngineFamily Family { get; }

    /// <summary>The micro-batches, by id; empty for a continuous engine.</summary>
    public IReadOnlyList<MicroBatchReport> Batches { get; }

    /// <summary>The engine's last progress; null when it reported none.</summary>
    public ProgressEntry? Final { get; }

    /// <summary>
    /// Whether a window is emitted once, when closed; false in Spark's update mode, where the last emission of a window is its content.
    /// </summary>
    public bool AppendMode => Family == EngineFamily.Continuous || Query.MicroBatch.OutputMode == OutputMode.Append;

    /// <summary>
    /// How long after a window's end the event time of its mover must be, ms: D for Spark (S11), D - 1 ms for Flink (F14).
    /// </summary>
    public long MoverDelayMs => Family == EngineFamily.MicroBatch ? DelayMs : DelayMs - 1;

    /// <summary>
    /// Records in the log, including closing events: as counted by the collector, else as acknowledged to the producers; null when neither
    /// is known.
    /// </summary>
    public long? StoredRecords => Manifest.Collector?.EventsStored ?? Contents.Producer?.Producers.Sum(producer => producer.Sent);

    /// <summary>Records that the engine reports as read; null when it does not report it.</summary>
    public long? ReadRecords => Final?.RecordsRead ?? (Batches.Count > 0 ? Batches.Sum(batch => batch.InputRows) : null);

    /// <summary>Whether the intended traffic is known; false if foreign topics were collected.</summary>
    public bool IsTrafficKnown => Manifest.Mode != RunMode.Collected || Contents.Producer is not null;

    /// <summary>
    /// Whether the events topic says when it stored each record. Otherwise there is no mover, and nothing that follows from one.
    /// </summary>
    public bool AppendTimesKnown => Manifest.Collector?.EventsWithoutAppendTime is not > 0;

    /// <summary>Whether a window contains traffic alone: closing events are in later windows, by construction.</summary>
    public bool IsTraffic(long windowStartMs) => Manifest.IsTraffic(windowStartMs);

    /// <summary>The event that moves this engine's watermark to the window's end; null when there was none.</summary>
    public Mover? MoverOf(ExpectedWindow window) => Family == EngineFamily.MicroBatch ? window.Any : window.All;
}
