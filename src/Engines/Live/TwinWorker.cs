using CtrBench.Engines.Emulation;
using CtrBench.Engines.Semantics;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// What a twin does with each element: parse, process, store the results. One element at a time; parsing is the only work a record costs
/// here,
/// and it reuses one row batch and one result batch, so a steady state allocates nothing per event.
/// </summary>
internal sealed class TwinWorker(
    CtrQuery query, IWindowProcessor processor, IEventParser parser, KeyTable keys, ITopicWriter results, int resultPartitions,
    TimeProvider clock, TwinCounters counters)
{
    private readonly EventBatch _rows = new(4_096);
    private readonly ResultBatch _output = new();
    private int _recordsRead;

    /// <summary>Runs one element up to its results, which <see cref="StoreAsync"/> takes.</summary>
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

                processor.Process(_rows, step.NowMs, _output);
                break;
            case StepKind.Advance:
                processor.Advance(step.NowMs, _output);
                break;
            default:
                processor.EndInput(_output);
                break;
        }

        return step;
    }

    /// <summary>Stores the results of the element last run, then counts it.</summary>
    public Task<TwinStep> StoreAsync(TwinStep step)
    {
        if (_output.Count == 0)
        {
            Count(step, 0);
            return Task.FromResult(step);
        }

        return StoreResultsAsync(step);
    }

    private async Task<TwinStep> StoreResultsAsync(TwinStep step)
    {
        Append();
        await results.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        var written = _output.Count;
        _output.Clear();
        Count(step, written);
        return step;
    }

    private void Append()
    {
        Span<byte> key = stackalloc byte[20];
        var grouped = query.GroupBy != GroupField.None;
        foreach (ref readonly var result in _output.Results)
        {
            var length = WindowResultJson.WriteKey(result, key);
            var partition = Partitioner.Partition(key[..length], resultPartitions);
            results.Append(partition, key[..length], WindowResultJson.Write(result, grouped, keys.Text(result.KeyId)));
        }
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
