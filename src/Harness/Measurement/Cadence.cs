using CtrBench.Harness.RunModel;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// The engine's schedule as a part of latency. Micro-batch, observed: the mover appended at Aa is read by batch m, which updates the
/// watermark; the next batch, m + 1, is the first whose eviction watermark has reached the window's end (S8, S11). The wait for m's start
/// and the one batch from m's start to m + 1's are together start(m + 1) - Aa, at least 0; this also holds when m had started before Aa and
/// fetched its offsets after it. Continuous, expected: the mean wait for the watermark tick, see <see cref="TickWait"/>,
/// and half the buffer timeout if there is a network buffer (L3).
/// </summary>
internal sealed class Cadence
{
    private readonly List<MicroBatchReport> _batches;
    private readonly double _expectedMs;

    /// <summary>The cadence of a run.</summary>
    public Cadence(RunFacts run)
    {
        _batches = [.. run.Batches.Where(batch => batch.StartedMs > 0)];
        IsExpected = run.Family == EngineFamily.Continuous;
        _expectedMs = IsExpected ? ExpectedMs(run) : 0;
    }

    /// <summary>Whether it is computed from configured intervals, not observed.</summary>
    public bool IsExpected { get; }

    /// <summary>
    /// Whether it is unknown: a micro-batch run without batch start times. Then it is 0 and is included in the overhead.
    /// </summary>
    public bool IsUnknown => !IsExpected && _batches.Count == 0;

    /// <summary>The cadence of one window, ms.</summary>
    public double Of(long endMs, Mover mover, double t1Ms)
    {
        if (IsExpected) return _expectedMs;
        var emitting = FirstClosing(endMs);
        return emitting is null || emitting.StartedMs > t1Ms ? 0 : Math.Max(0, emitting.StartedMs - mover.AppendMs);
    }

    private MicroBatchReport? FirstClosing(long endMs)
    {
        var (low, high) = (0, _batches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_batches[middle].WatermarkMs >= endMs) high = middle;
            else low = middle + 1;
        }
        return low < _batches.Count ? _batches[low] : null;
    }

    private static double ExpectedMs(RunFacts run)
    {
        var settings = run.Query.Continuous;
        var isReal = run.Manifest.Engine is { IsReal: true };
        var tick = settings.EmitStrategy != EmitStrategy.OnPeriodic ? 0
            : isReal ? OwnTicks(run, settings)
            : TickWait.Shared(settings.EmitIntervalMs);
        // There is no network buffer in process; a profile other than the twins' own represents an engine that has one.
        var buffered = isReal || run.Manifest.Profile is { } profile
            && !profile.StartsWith("in-process", StringComparison.Ordinal);
        return OnGrid(tick + (buffered ? settings.BufferTimeoutMs / 2.0 : 0));
    }

    private static double OwnTicks(RunFacts run, ContinuousSettings settings) => TickWait.Independent(
        settings.EmitIntervalMs, settings.SourceParallelism, run.Manifest.Workload.Partitions,
        run.Contents.Producer?.Schedule?.MeanPerSecond ?? 0);

    /// <summary>Rounded to the grid of epoch times, so that the parts of a latency sum exactly.</summary>
    private static double OnGrid(double ms) => Math.Round(ms * 4096) / 4096;
}
