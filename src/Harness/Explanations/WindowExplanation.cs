namespace CtrBench.Harness.Explanations;

/// <summary>What became of a window.</summary>
internal enum WindowFate
{
    /// <summary>Its result has all of its rows.</summary>
    Whole,

    /// <summary>It has a result, which lacks rows.</summary>
    LostRows,

    /// <summary>It has no result: all of its rows were late.</summary>
    LostAll,

    /// <summary>It has no result and was still open when the run ended.</summary>
    Open,

    /// <summary>It has no result, and the folder does not tell why.</summary>
    Unknown,
}

/// <summary>Why a window came when it did, is still open, or lost rows.</summary>
internal sealed record WindowExplanation
{
    /// <summary>Start of the window, epoch ms.</summary>
    public required long WindowStartMs { get; init; }

    /// <summary>Its end, epoch ms.</summary>
    public required long WindowEndMs { get; init; }

    /// <summary>Why it was chosen; null where it was asked for.</summary>
    public string? Chosen { get; init; }

    /// <summary>What became of it.</summary>
    public required WindowFate Fate { get; init; }

    /// <summary>Rows stored.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows lost; null where that is not known.</summary>
    public long? RowsLost { get; init; }

    /// <summary>When its last result arrived, epoch ms.</summary>
    public double? ResultMs { get; init; }

    /// <summary>From its end to that, ms.</summary>
    public double? AfterEndMs { get; init; }

    /// <summary>The batch, tick or row that closed it.</summary>
    public long? ClosedByStep { get; init; }

    /// <summary>The partition that held the watermark before it closed, or that was ahead when it lost rows.</summary>
    public int? Partition { get; init; }

    /// <summary>The watermark before it closed; where rows were lost, the one that decided about them; epoch ms.</summary>
    public long? WatermarkMs { get; init; }

    /// <summary>The smallest delay with which none of its listed rows would have been late, ms.</summary>
    public long? KeptByDelayMs { get; init; }

    /// <summary>What happened.</summary>
    public required string What { get; init; }

    /// <summary>Why.</summary>
    public required string Why { get; init; }

    /// <summary>What would have changed it.</summary>
    public required string Change { get; init; }
}
