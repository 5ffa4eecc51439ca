using System.Runtime.InteropServices;

namespace CtrBench.Windows.Semantics;

/// <summary>Results in the order they were emitted; reused for every step.</summary>
internal sealed class ResultBatch
{
    private readonly List<WindowResult> _results = [];

    /// <summary>Number of results.</summary>
    public int Count => _results.Count;

    /// <summary>The results, in order.</summary>
    public ReadOnlySpan<WindowResult> Results => CollectionsMarshal.AsSpan(_results);

    /// <summary>Adds one result.</summary>
    public void Add(in WindowResult result) => _results.Add(result);

    /// <summary>Clears all results.</summary>
    public void Clear() => _results.Clear();
}

/// <summary>One result row, with its key as an id of the processor's <see cref="KeyTable"/>.</summary>
/// <param name="WindowStartMs">Window start, epoch ms.</param>
/// <param name="WindowEndMs">Window end, exclusive, epoch ms.</param>
/// <param name="KeyId">Group key; 0 for the null key and without grouping.</param>
/// <param name="Counts">The counts.</param>
internal readonly record struct WindowResult(long WindowStartMs, long WindowEndMs, int KeyId, CtrCounts Counts);
