using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Engines.Live;

/// <summary>
/// What becomes of each step of a query: parse, process, store the results, take a checkpoint. One step at a time; parsing is the only work
/// a record costs here, and one row batch and one result batch are used again and again, so a steady state allocates nothing per event.
/// </summary>
internal sealed class StepRunner(
    IWindowProcessor processor, IEventParser parser, KeyTable keys, ResultsSink sink, QueryCounters counters, CancellationToken abort)
{
    private readonly EventBatch _rows = new(4_096);
    private int _recordsRead;
    private ProcessorCheckpoint? _checkpoint;

    /// <summary>What takes the query's checkpoints; null: none are taken.</summary>
    public CheckpointCoordinator? Checkpoints { get; init; }

    /// <summary>Clock of the steps of the watermark; null: they are not recorded.</summary>
    public TimeProvider? WatermarkClock { get; init; }

    /// <summary>
    /// Runs one step up to its results, which <see cref="StoreAsync"/> takes. The records of the step are disposed, whatever happens.
    /// </summary>
    public StreamStep Run(StreamStep step)
    {
        if (step.Records is { } records)
        {
            using (records)
            {
                parser.Parse(records, _rows);
                _recordsRead = records.Count;
            }

            processor.Process(_rows);
        }

        if (step.Kind == StepKind.EndInput) processor.EndInput();
        if (WatermarkClock is { } clock) counters.Raise(processor, clock);
        // Before the counters are read: a barrier can count late partials (F22).
        _checkpoint = Checkpoints is not null && step.Offsets is not null ? processor.Checkpoint(keys) : null;
        return step;
    }

    /// <summary>Stores the results of the step last run, counts it, and does what checkpoints ask for.</summary>
    public Task<StreamStep> StoreAsync(StreamStep step)
    {
        if (processor.Output.Count > 0 || _checkpoint is not null || step.Plan is not null) return StoreResultsAsync(step);
        Count(step, 0);
        Sweep();
        return Task.FromResult(step);
    }

    private async Task<StreamStep> StoreResultsAsync(StreamStep step)
    {
        var written = processor.Output.Count;
        if (written > 0) await sink.StoreAsync(processor.Output, abort).ConfigureAwait(false);
        processor.Output.Clear();
        Count(step, written);
        if (step.Plan is not null) Checkpoints?.Begin(step.Plan);
        if (_checkpoint is not null) await Checkpoints!.TakeAsync(_checkpoint, step.Offsets!, abort).ConfigureAwait(false);
        Sweep();
        return step;
    }

    // Here nothing but the processor holds ids of keys: the rows are processed, and the results are stored.
    private void Sweep()
    {
        if (keys.WantsSweep) keys.Sweep(processor.MarkKeys);
    }

    private void Count(StreamStep step, int written)
    {
        counters.Count(processor.Counters, _recordsRead, written, step.Kind == StepKind.Scheduled);
        _recordsRead = 0;
    }
}

/// <summary>Where a query's results go: as JSON, keyed by window start, into the results topic.</summary>
internal sealed class ResultsSink(ITopicWriter results, int partitions, bool grouped, KeyTable keys)
{
    /// <summary>Returns when the topic has all of <paramref name="batch"/>; waits for room.</summary>
    /// <exception cref="ResultsNotStoredException">The topic refused some.</exception>
    public async ValueTask StoreAsync(ResultBatch batch, CancellationToken ct)
    {
        Append(batch);
        await results.FlushAsync(ct).ConfigureAwait(false);
        ResultsNotStoredException.ThrowIfAny(results);
    }

    private void Append(ResultBatch batch)
    {
        Span<byte> key = stackalloc byte[20];
        foreach (ref readonly var result in batch.Results)
        {
            var length = WindowResultJson.WriteKey(result, key);
            var partition = Partitioner.Partition(key[..length], partitions);
            results.Append(partition, key[..length], WindowResultJson.Write(result, grouped, keys.Text(result.KeyId)));
        }
    }
}
