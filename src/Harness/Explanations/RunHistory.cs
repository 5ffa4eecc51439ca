using CtrBench.Harness.RunModel;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Explanations;

/// <summary>What a run folder says about why its windows came when they did.</summary>
internal sealed class RunHistory
{
    private readonly LateRow[] _late;

    /// <summary>The history in a run's files.</summary>
    /// <param name="contents">Manifest, windows, results, batches.</param>
    /// <param name="steps">The steps of the watermark; none where they are not known.</param>
    /// <param name="late">The rows dropped as late that are listed.</param>
    public RunHistory(RunContents contents, IEnumerable<WatermarkStep> steps, IEnumerable<LateRow> late)
    {
        Manifest = contents.Manifest;
        Steps = [.. steps];
        _late = [.. late];
        Batches = [.. contents.Progress.Select(entry => entry.Batch).OfType<MicroBatchReport>().OrderBy(batch => batch.Id)];
        Windows = WindowFacts.Of(contents);
    }

    /// <summary>What was run.</summary>
    public RunManifest Manifest { get; }

    /// <summary>The steps of the watermark, in order; of folders of an older version without partitions.</summary>
    public IReadOnlyList<WatermarkStep> Steps { get; }

    /// <summary>The micro-batches, in order.</summary>
    public IReadOnlyList<MicroBatchReport> Batches { get; }

    /// <summary>The windows with traffic, in order.</summary>
    public IReadOnlyList<WindowFacts> Windows { get; }

    /// <summary>Whether the engine runs micro-batches.</summary>
    public bool MicroBatch => Manifest.Engine!.Family == EngineFamily.MicroBatch;

    /// <summary>Whether all rows that the engine dropped are listed.</summary>
    public bool ListsAllLate => Manifest.LateRows is { } late && late.Rows == late.Listed;

    /// <summary>The bound that closes windows, at the end of the run: those that end at or before it are closed. Null: not known.</summary>
    public long? LastBoundMs => MicroBatch
        ? Batches.Count > 0 ? Batches[^1].WatermarkMs : null
        : Steps.Count > 0 ? Steps[^1].WatermarkMs + 1 : null;

    /// <summary>The listed rows of a window.</summary>
    public LateRow[] LateOf(WindowFacts window) => [.. _late.Where(row => row.WindowStartMs == window.StartMs)];

    /// <summary>
    /// The step that raised the watermark to a value, or in which it passed that value: several readers of a tick raise it one after the
    /// other. Null where it is not known.
    /// </summary>
    public WatermarkStep? StepTo(long watermarkMs)
    {
        foreach (var step in Steps)
            if (step.WatermarkMs >= watermarkMs) return step;
        return null;
    }

    /// <summary>The first batch whose watermark closes a window; null where none does.</summary>
    public MicroBatchReport? ClosedBy(WindowFacts window) => Batches.FirstOrDefault(batch => batch.WatermarkMs >= window.EndMs);

    /// <summary>The number of the step that fires a window of a continuous engine; -1: none.</summary>
    public int FiredAt(WindowFacts window)
    {
        for (var i = 0; i < Steps.Count; i++)
            if (Steps[i].WatermarkMs >= window.EndMs - 1) return i;
        return -1;
    }
}

/// <summary>One window over all its keys: what was stored, and what came of it.</summary>
internal sealed record WindowFacts
{
    /// <summary>Start, epoch ms.</summary>
    public required long StartMs { get; init; }

    /// <summary>End, exclusive, epoch ms.</summary>
    public required long EndMs { get; init; }

    /// <summary>Rows stored.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that no result has: lost, or still open.</summary>
    public required long Missing { get; init; }

    /// <summary>When the last of its results arrived, epoch ms; null without any.</summary>
    public double? ResultMs { get; init; }

    /// <summary>
    /// The event that lets the engine close it was stored, epoch ms: Spark the first of any partition at or beyond end + delay, Flink the
    /// slowest partition's. Null: there was none, or its time is not known.
    /// </summary>
    public double? MoverMs { get; init; }

    /// <summary>When the first partition had got there, epoch ms.</summary>
    public double? FirstMoverMs { get; init; }

    /// <summary>The windows with traffic of a run.</summary>
    public static IReadOnlyList<WindowFacts> Of(RunContents contents)
    {
        var microBatch = contents.Manifest.Engine!.Family == EngineFamily.MicroBatch;
        var closingMs = contents.Manifest.ClosingStartMs;
        var results = contents.Results.GroupBy(row => (row.WindowStartMs, row.Key))
            .ToDictionary(group => group.Key, group => group.First());
        return [.. contents.Expected
            .Where(window => closingMs == 0 || window.WindowStartMs < closingMs)
            .GroupBy(window => window.WindowStartMs)
            .OrderBy(group => group.Key)
            .Select(group => One([.. group]))];

        WindowFacts One(ExpectedWindow[] cells)
        {
            var (missing, last) = (0L, (double?)null);
            foreach (var cell in cells)
            {
                if (results.GetValueOrDefault((cell.WindowStartMs, cell.Key)) is not { } result)
                {
                    missing += cell.Rows;
                    continue;
                }

                missing += cell.Views + cell.Clicks - result.Views - result.Clicks;
                last = Math.Max(last ?? result.T1Ms, result.T1Ms);
            }

            return new WindowFacts
            {
                StartMs = cells[0].WindowStartMs,
                EndMs = cells[0].WindowEndMs,
                Rows = cells.Sum(cell => cell.Rows),
                Missing = missing,
                ResultMs = last,
                MoverMs = (microBatch ? cells[0].Any : cells[0].All)?.AppendMs,
                FirstMoverMs = cells[0].Any?.AppendMs,
            };
        }
    }
}
