using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// The stored results topic, matched batch by batch. Results that a repeated batch wrote a second time are duplicates: allowed with
/// at-least-once, and counted.
/// </summary>
internal sealed class StoredResults(IReadOnlyList<IReadOnlyList<TranscriptResult>> partitions)
{
    private readonly int[] _next = new int[partitions.Count];
    private readonly HashSet<TranscriptResult> _taken = [];

    /// <summary>
    /// Matches the results of one batch at the heads of the partitions, in any order; a missing result is a difference. Returns the number
    /// of duplicates found.
    /// </summary>
    public long Match(string where, IReadOnlyList<TranscriptResult> emitted, DifferenceList differences)
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

    /// <summary>Matches all remaining results: duplicates are counted and returned, anything else is a difference.</summary>
    public long MatchRest(DifferenceList differences)
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

/// <summary>A result of a live run.</summary>
/// <param name="Result">As received.</param>
/// <param name="AppendMs">When the results topic stored it, by the clock that stamped the events, epoch ms.</param>
internal sealed record StoredResult(ReceivedResult Result, long AppendMs);
