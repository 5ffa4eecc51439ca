using CtrBench.Engines.Emulation;
using CtrBench.Engines.Semantics;

namespace CtrBench.Engines.Live;

/// <summary>
/// What a twin does with each element: parse, process, store the results. One element at a time; parsing is the only work a record costs
/// here, and it reuses one row batch and one result batch, so a steady state allocates nothing per event.
/// </summary>
internal sealed class TwinWorker(
    IWindowProcessor processor, IEventParser parser, TwinOutput output, TimeProvider clock, TwinCounters counters, CancellationToken abort)
{
    private readonly EventBatch _rows = new(4_096);
    private readonly ResultBatch _results = new();
    private int _recordsRead;

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
            default:
                processor.EndInput(_results);
                break;
        }

        return step;
    }

    /// <summary>Stores the results of the element last run, then counts it.</summary>
    public Task<TwinStep> StoreAsync(TwinStep step)
    {
        if (_results.Count > 0) return StoreResultsAsync(step);
        Count(step, 0);
        return Task.FromResult(step);
    }

    private async Task<TwinStep> StoreResultsAsync(TwinStep step)
    {
        await output.StoreAsync(_results, abort).ConfigureAwait(false);
        var written = _results.Count;
        _results.Clear();
        Count(step, written);
        return step;
    }

    private void Count(TwinStep step, int written)
    {
        MicroBatchReport? report = null;
        if (step.Plan is not null && processor is MicroBatchProcessor micro)
            report = micro.LastReport! with { StartedMs = step.StartedMs, DurationMs = clock.NowMsExact() - step.StartedMs };
        counters.Take(processor.Counters, _recordsRead, written, step.Kind == StepKind.Advance, report);
        _recordsRead = 0;
    }
}
