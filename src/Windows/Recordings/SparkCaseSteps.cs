namespace CtrBench.Windows.Recordings;

/// <summary>How the records of a Spark recording are sent to Spark again.</summary>
internal static class SparkCaseSteps
{
    /// <summary>
    /// Sizes of the steps, and how many of them are appended before the start. Each batch with records is a step, if its records are
    /// contiguous in the recording. With a rate limit, or records in another order, all records are appended before the start: Spark then
    /// forms its own batches, and their recording is compared.
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
        // Records that no batch has read are appended too.
        if (next < recording.Records.Count) steps.Add(recording.Records.Count - next);
        return (steps, before);
    }
}
