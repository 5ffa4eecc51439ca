namespace CtrBench.Harness.Measurement;

/// <summary>Columns over the closed traffic windows, in order of window end; all of one length.</summary>
internal sealed record WindowSeries
{
    /// <summary>Window ends, epoch ms.</summary>
    public required IReadOnlyList<long> EndMs { get; init; }

    /// <summary>T1 - T0, ms; never NaN: windows without T0 are not in the series.</summary>
    public required IReadOnlyList<double> LatencyMs { get; init; }

    /// <summary>T1 - floor, ms.</summary>
    public required IReadOnlyList<double> OverFloorMs { get; init; }

    /// <summary>e - T0.</summary>
    public required IReadOnlyList<double> DataMs { get; init; }

    /// <summary>A - (e + D).</summary>
    public required IReadOnlyList<double> WaitMs { get; init; }

    /// <summary>Aa - A.</summary>
    public required IReadOnlyList<double> IngestMs { get; init; }

    /// <summary>Engine schedule.</summary>
    public required IReadOnlyList<double> CadenceMs { get; init; }

    /// <summary>The rest.</summary>
    public required IReadOnlyList<double> OverheadMs { get; init; }

    /// <summary>Whether the window is inside the measured part.</summary>
    public required IReadOnlyList<bool> Measured { get; init; }
}
