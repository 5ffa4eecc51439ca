using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Engines.Live;

/// <summary>
/// What a twin does with each element: parse, process, store the results, keep a checkpoint. One element at a time; parsing is the only
/// work a record costs here, and it reuses one row batch and one result batch, so a steady state allocates nothing per event.
/// </summary>
internal sealed class TwinWorker(
    IWindowProcessor processor, IEventParser parser, TwinOutput output, TimeProvider clock, TwinCounters counters, CancellationToken abort)
{
    private readonly EventBatch _rows = new(4_096);
    private readonly ResultBatch _results = new();
    private int _recordsRead;

    /// <summary>Who keeps its checkpoints; null: nobody.</summary>
    public TwinCheckpoints? Checkpoints { get; init; }

    /// <summary>
    /// Runs one element up to its results, which <see cref="StoreAsync"/> takes. The records of the element are disposed, whatever
    /// happens.
    /// </summary>
    public TwinStep Run(TwinStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Records:
                using (step.Records)
                {
                    parser.Parse(step.Records!, _rows);
                    _recordsRead = step.Records!.Count;
                }

                processor.Process(_rows, step.NowMs, _results);
                break;
            case StepKind.Advance:
                processor.Advance(step.NowMs, _results);
                break;
            case StepKind.Barrier:
                // Before the counters are read: it can count late partials (F22).
                ((ContinuousProcessor)processor).PassBarrier();
                break;
            case StepKind.EndInput:
                processor.EndInput(_results);
                break;
        }

        return step;
    }

    /// <summary>Stores the results of the element last run, counts it, and does what checkpoints ask for.</summary>
    public Task<TwinStep> StoreAsync(TwinStep step)
    {
        if (_results.Count > 0 || (Checkpoints is not null && TwinCheckpoints.Concerns(step))) return StoreResultsAsync(step);
        Count(step, 0);
        return Task.FromResult(step);
    }

    private async Task<TwinStep> StoreResultsAsync(TwinStep step)
    {
        var written = _results.Count;
        if (written > 0) await output.StoreAsync(_results, abort).ConfigureAwait(false);
        _results.Clear();
        Count(step, written);
        if (Checkpoints is null || !TwinCheckpoints.Concerns(step)) return step;
        await Checkpoints.TakeAsync(step, abort).ConfigureAwait(false);
        // A batch lasts until its checkpoint is kept, as in the engine.
        if (Report(step) is { } report) counters.Take(report);
        return step;
    }

    private void Count(TwinStep step, int written)
    {
        var report = Checkpoints is null ? Report(step) : null;
        counters.Take(processor.Counters, _recordsRead, written, step.Kind == StepKind.Advance, report);
        _recordsRead = 0;
    }

    private MicroBatchReport? Report(TwinStep step)
    {
        if (step is not { Kind: StepKind.Advance, Plan: not null } || processor is not MicroBatchProcessor micro) return null;
        return micro.LastReport! with { StartedMs = step.StartedMs, DurationMs = clock.NowMsExact() - step.StartedMs };
    }
}
