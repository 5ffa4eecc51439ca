namespace CtrBench.Harness.RunModel;

/// <summary>What the processes of a live run used between two moments, as measured; part of the manifest.</summary>
/// <param name="FromMs">First look, epoch ms: the engine is ready, the traffic has not begun.</param>
/// <param name="ToMs">Last look, epoch ms: all results are stored, the engine has not been stopped.</param>
/// <param name="Processes">One entry for each part of the run.</param>
internal sealed record ResourceReport(double FromMs, double ToMs, IReadOnlyList<ProcessUse> Processes)
{
    /// <summary>What a core costs for an hour, in the user's currency; null when nobody said.</summary>
    public double? PricePerCoreHour { get; init; }
}

/// <summary>What a part of the run used. A figure that is null is unknown, and never 0.</summary>
/// <param name="Part">Which part.</param>
/// <param name="What">What the processes are and hold: <c>ctrbench: producers, collector</c>.</param>
internal sealed record ProcessUse(RunPart Part, string What)
{
    /// <summary>Process ids; empty when none was found.</summary>
    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>CPU seconds in user mode.</summary>
    public double? CpuUserSeconds { get; init; }

    /// <summary>CPU seconds in the kernel.</summary>
    public double? CpuSystemSeconds { get; init; }

    /// <summary>Largest resident memory seen, bytes.</summary>
    public long? MemoryBytesMax { get; init; }

    /// <summary>Mean of the resident memory seen, bytes.</summary>
    public long? MemoryBytesMean { get; init; }

    /// <summary>Bytes that went to the broker over TCP; of the broker itself: that it was sent by everyone.</summary>
    public long? ToBrokerBytes { get; init; }

    /// <summary>Bytes that came from the broker; of the broker itself: that it sent to everyone.</summary>
    public long? FromBrokerBytes { get; init; }

    /// <summary>Why figures are unknown, and what is not in them; null when nothing is.</summary>
    public string? Missing { get; init; }
}

/// <summary>A part of a run that processes are counted for.</summary>
internal enum RunPart
{
    /// <summary>This program: producers and collector, and a twin, which shares the process.</summary>
    Ctrbench,

    /// <summary>The broker.</summary>
    Broker,

    /// <summary>A real engine.</summary>
    Engine,
}
