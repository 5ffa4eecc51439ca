using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Rules on the topics: the engine read what is stored, all of it, and nothing else.</summary>
internal static class LogRules
{
    /// <summary>Error records-read: the engine read more or fewer records than the log holds.</summary>
    public static Finding? RecordsRead(RunEvidence evidence)
    {
        if (evidence.Run.ReadRecords is not { } read || evidence.Run.StoredRecords is not { } stored || read == stored) return null;
        return new Finding(Severity.Error, "records-read",
            $"The engine read {read} records, the log holds {stored}. " + (read < stored
                ? "Let it drain before it is stopped."
                : "It read another run's records or some twice: use fresh topics."));
    }

    /// <summary>Error offset-gaps: retention ate records, or batches do not follow on each other.</summary>
    public static Finding? OffsetGaps(RunEvidence evidence)
    {
        if (evidence.Run.Manifest.Collector?.MissingOffsets is > 0 and var missing)
        {
            // Somebody else's topic may be compacted, or written in transactions, whose marks take offsets.
            return evidence.Run.Manifest.Mode == RunMode.Collected
                ? new Finding(Severity.Warning, "offset-gaps",
                    $"{missing} offsets of the events topic hold no record: marks of transactions, or records that retention or compaction "
                        + "ate before they were read.")
                : new Finding(Severity.Error, "offset-gaps",
                    $"{missing} offsets of the events topic hold no record any more: retention ate them. Give the topic more room.");
        }

        var batches = evidence.Run.Batches;
        for (var index = 1; index < batches.Count; index++)
        {
            var (before, batch) = (batches[index - 1], batches[index]);
            if (batch.Id == before.Id || batch.Start is null) continue;
            var rows = batch.End.Zip(batch.Start, (end, start) => end - start).Sum();
            if (!batch.Start.SequenceEqual(before.End) || rows != batch.InputRows)
            {
                return new Finding(Severity.Error, "offset-gaps",
                    $"Micro-batch {batch.Id} does not go on where the one before ended, or read {batch.InputRows} of {rows} offsets: "
                        + "records are missing from the topic or from progress.jsonl.");
            }
        }
        return null;
    }

    /// <summary>Warning collected-late: nobody stood by when results arrived, so that their append time stands for T1.</summary>
    public static Finding? CollectedLate(RunEvidence evidence) => evidence.Run.Manifest.Collector?.ResultsBefore is > 0 and var before
        ? new Finding(Severity.Warning, "collected-late",
            $"{before} results lay in the topic before the collector was there: their append time stands for T1, without the way to a "
                + "consumer. Start collect before the traffic to measure it.")
        : null;

    /// <summary>Warning not-results: records of the results topic that cannot be read as results; they are counted and left out.</summary>
    public static Finding? NoResults(RunEvidence evidence) => evidence.Run.Manifest.Collector?.ResultsMalformed is > 0 and var broken
        ? new Finding(Severity.Warning, "not-results",
            $"{broken} records of the results topic are no results and were left out. Does somebody else write to it?")
        : null;

    /// <summary>Error foreign-records: a run id header names another run.</summary>
    public static Finding? ForeignRecords(RunEvidence evidence) => evidence.Run.Manifest.Collector?.ForeignRecords is > 0 and var foreign
        ? new Finding(Severity.Error, "foreign-records",
            $"{foreign} records carry another run's id: results of an earlier run are mixed in. Every run needs fresh topics.")
        : null;
}
