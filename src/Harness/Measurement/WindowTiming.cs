using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// The times of one traffic window that has a result, and the parts of its latency (docs/measurement.md "Decomposition"). With grouping the
/// window is complete when its last key's result has arrived, and T0 is the newest event of any key. All times are epoch ms as doubles,
/// whose differences are exact (both ends are multiples of 2^-12 ms from 2004 to 2039), so the parts sum exactly to
/// <see cref="LatencyMs"/>.
/// </summary>
/// <param name="EndMs">e, the window's end.</param>
/// <param name="DelayMs">D.</param>
/// <param name="T0Ms">Largest producer timestamp; null without one.</param>
/// <param name="DueMs">Largest intended time: the corrected T0; null when unknown, and when the window lost late rows, whose intended times
/// it would include.</param>
/// <param name="T1Ms">Arrival of the result.</param>
/// <param name="AppendMs">T1a, append time of the result; null when it is unknown.</param>
/// <param name="Mover">A and Aa; null when no event moved the watermark there and the end of the input closed the window (F28), and when
/// append times are unknown.</param>
/// <param name="CadenceMs">The engine's schedule, see <see cref="Cadence"/>.</param>
internal readonly record struct WindowTiming(
    long EndMs, long DelayMs, double? T0Ms, double? DueMs, double T1Ms, double? AppendMs, Mover? Mover, double CadenceMs)
{
    /// <summary>L = T1 - T0; null without T0.</summary>
    public double? LatencyMs => T1Ms - T0Ms;

    /// <summary>e - T0; negative when the newest event was produced after the window's end.</summary>
    public double DataMs => EndMs - T0Ms ?? 0;

    /// <summary>
    /// A, the due time of the mover, is the floor e + D + wait: the earliest moment at which any correct engine could answer. Without a
    /// mover e + D, below which it never is.
    /// </summary>
    public double FloorMs => Mover?.DueMs ?? EndMs + DelayMs;

    /// <summary>A - (e + D). A continuous engine's mover may be due 1 ms before e + D (F14): then it is as low as -1 ms.</summary>
    public double WaitMs => FloorMs - EndMs - DelayMs;

    /// <summary>Aa - A: producer lag and append of the mover.</summary>
    public double IngestMs => Mover is { } mover ? mover.AppendMs - mover.DueMs : 0;

    /// <summary>T1 - floor = ingest + cadence + overhead.</summary>
    public double OverFloorMs => T1Ms - FloorMs;

    /// <summary>
    /// The rest. If the cadence is an expected value it is correct only on average, and a single window's rest may be negative.
    /// </summary>
    public double OverheadMs => OverFloorMs - IngestMs - CadenceMs;

    /// <summary>Whether all parts are known.</summary>
    public bool IsDecomposed => T0Ms is not null && Mover is not null;
}

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
