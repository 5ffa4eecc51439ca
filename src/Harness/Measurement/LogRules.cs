using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Rules on the topics: the engine read exactly what is stored.</summary>
internal static class LogRules
{
    /// <summary>Error records-read: the engine read more or fewer records than the log contains.</summary>
    public static Finding? RecordsRead(RunEvidence evidence)
    {
        if (evidence.Run.ReadRecords is not { } read || evidence.Run.StoredRecords is not { } stored || read == stored) return null;
        return new Finding(Severity.Error, "records-read",
            $"The engine read {PluralText.Of(read, "record")}, the log contains {stored}. " + (read < stored
                ? "Drain it before it is stopped."
                : "It read another run's records, or some records twice: use new topics."));
    }

    /// <summary>Error offset-gaps: retention removed records, or batches are not consecutive.</summary>
    public static Finding? OffsetGaps(RunEvidence evidence)
    {
        if (evidence.Run.Manifest.Collector?.MissingOffsets is > 0 and var missing)
        {
            if (evidence.Run.Manifest is { Mode: RunMode.Collected, Collector: { RemovedOffsets: > 0 and var removed } of })
                // Older folders count here too what was gone before the collection began.
                return new Finding(of.RemovedBefore is null ? Severity.Warning : Severity.Error, "offset-gaps",
                    $"{PluralText.Of(removed, "offset")} of the events topic {(removed == 1 ? "was" : "were")} removed by its "
                    + "retention before they were read"
                    + $"{Others(missing - removed)}. The events of windows that had some of them are not all known. Increase the topic's "
                    + "retention, or collect from now on.");
            // A foreign topic may be compacted, or written in transactions, whose markers use offsets.
            return evidence.Run.Manifest.Mode == RunMode.Collected
                ? new Finding(Severity.Warning, "offset-gaps",
                    $"{PluralText.Of(missing, "offset")} of the events topic {(missing == 1 ? "holds" : "hold")} no record: "
                    + "transaction markers, or records removed by retention or "
                    + "compaction before they were read.")
                : new Finding(Severity.Error, "offset-gaps",
                    $"{PluralText.Of(missing, "offset")} of the events topic no longer {(missing == 1 ? "holds" : "hold")} a "
                    + "record: retention removed them. Increase the topic's "
                    + "retention.");
        }

        var batches = evidence.Run.Batches;
        for (var index = 1; index < batches.Count; index++)
        {
            var (before, batch) = (batches[index - 1], batches[index]);
            if (batch.Id == before.Id || batch.Start is null) continue;
            var rows = batch.End.Zip(batch.Start, (end, start) => end - start).Sum();
            if (!FollowsOn(batch.Start, before.End) || rows != batch.InputRows)
            {
                return new Finding(Severity.Error, "offset-gaps",
                    $"Micro-batch {batch.Id} does not start where the previous one ended, or read {batch.InputRows} of {rows} offsets: "
                        + "records are missing from the topic or from progress.jsonl.");
            }
        }
        return null;
    }

    /// <summary>Warning log-start: what was in the topic before the collection began is not known.</summary>
    public static Finding? LogStart(RunEvidence evidence) => evidence.Run.Manifest.Collector?.RemovedBefore is > 0 and var gone
        ? new Finding(Severity.Warning, "log-start",
            $"The first {PluralText.Of(gone, "offset")} of the events topic {(gone == 1 ? "was" : "were")} gone before the "
            + "start. The collection begins at the oldest record kept, as "
            + "Spark and Flink do; windows that had some of the earlier events are not all known.")
        : null;

    /// <summary>Warning open-transaction: readers of committed records waited, so windows came later or not at all.</summary>
    public static Finding? OpenTransaction(RunEvidence evidence) => evidence.Run.Manifest.Collector?.OpenTransactions is { Count: > 0 } open
        ? new Finding(Severity.Warning, "open-transaction",
            $"Readers of committed records waited for {open.Count} open transactions; what is behind them was read later or not at all. "
            + open[0])
        : null;

    /// <summary>
    /// Warning partitions-added: the oracle contains the new partitions' events; whether the engine read them depends on the engine.
    /// </summary>
    public static Finding? PartitionsAdded(RunEvidence evidence) => evidence.Run.Manifest.Collector?.PartitionsAdded is > 0 and var added
        ? new Finding(Severity.Warning, "partitions-added",
            $"{PluralText.Of(added, "partition", "was", "were")} added to the events topic during the run; the oracle has their "
            + "events. Spark reads them with its "
            + "next batch, Flink once its connector discovers them (by default every 5 minutes, and not at all where that is off): windows "
            + "without them are the engine's, not the log's.")
        : null;

    // Partitions that were added between the two start at 0.
    private static bool FollowsOn(IReadOnlyList<long> start, IReadOnlyList<long> end) =>
        start.Take(end.Count).SequenceEqual(end) && start.Skip(end.Count).All(offset => offset == 0);

    private static string Others(long offsets) =>
        offsets > 0 ? $"; {offsets} others hold no record (transaction markers, or compaction)" : "";

    /// <summary>Warning append-times-unknown: the events topic bears its producers' times.</summary>
    public static Finding? AppendTimes(RunEvidence evidence) =>
        evidence.Run.Manifest.Collector?.EventsWithoutAppendTime is > 0 and var events
            ? new Finding(Severity.Warning, "append-times-unknown",
                $"{PluralText.Of(events, "record")} of the events topic {(events == 1 ? "bears" : "bear")} their producers' time "
                + "(message.timestamp.type=CreateTime), so when the log "
                + "stored them is unknown: T1 - floor, the decomposition, outages and a fitted profile are not shown, whether the engine "
                + "kept up is not judged, and a late record cannot be told from a lost one. T1 - T0 and T1 - e do not depend on it. Set "
                + "message.timestamp.type=LogAppendTime before the traffic (kafka-configs.sh --alter --topic ...) to have them.")
            : null;

    /// <summary>
    /// Warning collected-late: results arrived before the collector started, so their append time is used as T1. An error where that is
    /// unknown.
    /// </summary>
    public static Finding? CollectedLate(RunEvidence evidence) =>
        evidence.Run.Manifest.Collector is { ResultsBefore: > 0 and var before } of
        ? of.ResultsWithoutAppendTime is > 0 ? new Finding(Severity.Error, "collected-late",
            $"{PluralText.Of(before, "result", "was", "were")} in the topic before the collector started, and the topic bears "
            + "its producers' times "
            + "(message.timestamp.type=CreateTime): when they arrived is unknown, and T1 is only when they were collected. Start collect "
            + "before the traffic, or set message.timestamp.type=LogAppendTime.")
        : new Finding(Severity.Warning, "collected-late",
            $"{PluralText.Of(before, "result", "was", "were")} in the topic before the collector started: their append time is "
            + "used as T1, without the delivery to a "
            + "consumer. Start collect before the traffic to measure it.")
        : null;

    /// <summary>Warning not-results: records of the results topic that cannot be read as results; they are counted and skipped.</summary>
    public static Finding? NoResults(RunEvidence evidence) => evidence.Run.Manifest.Collector?.ResultsMalformed is > 0 and var broken
        ? new Finding(Severity.Warning, "not-results",
            $"{PluralText.Of(broken, "record")} of the results topic "
            + $"{(broken == 1 ? "is no valid result and was" : "are not valid results and were")} skipped. Does another program "
            + "write to it?")
        : null;

    /// <summary>Error foreign-records: a run id header has another run's id.</summary>
    public static Finding? ForeignRecords(RunEvidence evidence) => evidence.Run.Manifest.Collector?.ForeignRecords is > 0 and var foreign
        ? new Finding(Severity.Error, "foreign-records",
            $"{PluralText.Of(foreign, "record", "has", "have")} another run's id: results of an earlier run are mixed in. Every "
            + "run needs new topics.")
        : null;
}
