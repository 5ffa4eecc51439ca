namespace CtrBench.Windows.Recordings;

/// <summary>
/// The results topic as stored, taken batch by batch. What a batch that ran again wrote a second time is a duplicate: allowed
/// at-least-once, and counted.
/// </summary>
internal sealed class StoredResults(IReadOnlyList<IReadOnlyList<TranscriptResult>> partitions)
{
    private readonly int[] _next = new int[partitions.Count];
    private readonly HashSet<TranscriptResult> _taken = [];

    /// <summary>
    /// Takes the results of one batch from the heads of the partitions, whatever their order; what is missing is a difference. Gives the
    /// duplicates found on the way.
    /// </summary>
    public long Take(string where, IReadOnlyList<TranscriptResult> emitted, DifferenceList differences)
    {
        var wanted = new HashSet<TranscriptResult>(emitted);
        var duplicates = 0L;
        for (var p = 0; p < partitions.Count; p++)
        {
            for (; _next[p] < partitions[p].Count; _next[p]++)
            {
                var head = partitions[p][_next[p]];
                if (wanted.Remove(head)) _taken.Add(head);
                else if (_taken.Contains(head)) duplicates++;
                else break;
            }
        }

        foreach (var missing in TranscriptRecords.Sorted(wanted)) differences.Add(where, "stored result", missing.ToString(), "nothing");
        return duplicates;
    }

    /// <summary>Everything left: duplicates are counted and given, anything else is a difference.</summary>
    public long TakeRest(DifferenceList differences)
    {
        var duplicates = 0L;
        for (var p = 0; p < partitions.Count; p++)
        {
            for (; _next[p] < partitions[p].Count; _next[p]++)
            {
                var head = partitions[p][_next[p]];
                if (_taken.Contains(head)) duplicates++;
                else differences.Add("end", "stored result", "nothing", head.ToString());
            }
        }

        return duplicates;
    }
}
