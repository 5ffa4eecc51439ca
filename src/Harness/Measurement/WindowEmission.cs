using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>All results of one window and key.</summary>
internal sealed class WindowEmission(ResultRow first)
{
    /// <summary>The first.</summary>
    public ResultRow First { get; } = first;

    /// <summary>The last; the content in update mode.</summary>
    public ResultRow Last { get; private set; } = first;

    /// <summary>Repetitions of the first.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Repetitions with other content.</summary>
    public int Conflicts { get; private set; }

    /// <summary>The results of a run by window and key.</summary>
    public static Dictionary<(long StartMs, string? Key), WindowEmission> ByWindow(IEnumerable<ResultRow> results)
    {
        var emissions = new Dictionary<(long StartMs, string? Key), WindowEmission>();
        foreach (var row in results)
        {
            if (emissions.TryGetValue((row.WindowStartMs, row.Key), out var emission)) emission.Repeat(row);
            else emissions.Add((row.WindowStartMs, row.Key), new WindowEmission(row));
        }
        return emissions;
    }

    private void Repeat(ResultRow row)
    {
        if (row.Views == First.Views && row.Clicks == First.Clicks
            && row.MaxProducerTimestampNs == First.MaxProducerTimestampNs) Duplicates++;
        else Conflicts++;
        Last = row;
    }
}
