namespace CtrBench.Windows.Recordings;

/// <summary>How the records of a Spark recording are given to a Spark afresh.</summary>
public static class SparkCaseSteps
{
    /// <summary>
    /// Sizes of the steps, and how many of them are there before the start. Each batch that had records is a step, where the records up to
    /// its end stand together in the recording; a query with a rate limit, and records in another order, are there as a whole before the
    /// start: Spark then cuts batches of its own, and the recording of those is what is compared.
    /// </summary>
    public static (IReadOnlyList<int> Steps, int Before) Of(Transcript recording)
    {
        if (recording.Query.MaxOffsetsPerTrigger is null && recording.Query.Trigger is not { AvailableNow: true }
            && StepsOf(recording) is { } steps)
            return steps;
        return ([recording.Records.Count], 1);
    }

    private static (IReadOnlyList<int> Steps, int Before)? StepsOf(Transcript recording)
    {
        var (steps, next, counts) = (new List<int>(), 0, new long[recording.Query.Partitions]);
        foreach (var batch in recording.Batches!)
        {
            var first = next;
            while (next < recording.Records.Count && counts[recording.Records[next].P] < batch.End[recording.Records[next].P])
                counts[recording.Records[next++].P]++;
            if (!counts.SequenceEqual(batch.End)) return null;
            if (next > first) steps.Add(next - first);
        }

        var before = recording.Batches is [{ InputRows: > 0 }, ..] ? 1 : 0;
        // What no batch has read is given all the same.
        if (next < recording.Records.Count) steps.Add(recording.Records.Count - next);
        return (steps, before);
    }
}
