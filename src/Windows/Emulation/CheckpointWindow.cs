using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>What a checkpoint holds of a processor. Where its source stands is kept by the shell.</summary>
/// <param name="Windows">Open windows.</param>
internal abstract record ProcessorCheckpoint(IReadOnlyList<CheckpointWindow> Windows);

/// <summary>One open window of a checkpoint.</summary>
/// <param name="WindowStartMs">Window start, epoch ms.</param>
/// <param name="Key">Group key; null for the null key and without grouping.</param>
/// <param name="Counts">The counts so far.</param>
internal sealed record CheckpointWindow(long WindowStartMs, string? Key, CtrCounts Counts)
{
    /// <summary>The open window of an operator, with its key as text.</summary>
    public static CheckpointWindow From(in WindowResult open, KeyTable keys) => new(open.WindowStartMs, keys.Text(open.KeyId), open.Counts);
}
