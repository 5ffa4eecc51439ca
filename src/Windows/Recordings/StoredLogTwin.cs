using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>The continuous twin over a stored log: rows in the order of their append times, ticks between them.</summary>
internal static class StoredLogTwin
{
    /// <summary>The twin's results, including those at the end of the input, and what it did.</summary>
    public static (Dictionary<(long StartMs, string? Key), ReceivedResult> Results, TwinTrace Trace) Run(StoredLog log, CtrQuery query)
    {
        var (keys, late, steps) = (new KeyTable(), new LateRows(), new List<WatermarkStep>());
        var batch = new EventBatch();
        var processor = new ContinuousProcessor(query, log.Partitions.Count) { LateRows = late };
        var results = new Dictionary<(long, string?), ReceivedResult>();
        var tickMs = query.Continuous.EmitIntervalMs;
        long? nextTickMs = null;
        foreach (var row in log.Partitions.SelectMany(rows => rows).OrderBy(row => row.AppendMs))
        {
            nextTickMs ??= row.AppendMs + tickMs;
            for (; tickMs > 0 && nextTickMs <= row.AppendMs; nextTickMs += tickMs)
            {
                processor.Tick(nextTickMs.Value);
                AddStep(processor, nextTickMs.Value, steps);
            }

            batch.Reset(row.Partition, row.Offset);
            batch.Add(row.EventTimeMs, row.StampNs, row.Flags, row.Key is null ? 0 : keys.GetOrAdd(row.Key));
            batch.RecordCount = 1;
            processor.Process(batch);
            AddStep(processor, row.AppendMs, steps);
            Collect(processor.Output, keys, results);
        }

        processor.Tick(nextTickMs ?? 0);
        AddStep(processor, nextTickMs ?? 0, steps);
        processor.EndInput();
        Collect(processor.Output, keys, results);
        return (results, new TwinTrace(late, steps));
    }

    private static void AddStep(ContinuousProcessor processor, long atMs, List<WatermarkStep> steps)
    {
        var watermarkMs = processor.WatermarkMs;
        if (watermarkMs == long.MinValue || steps is [.., var last] && last.WatermarkMs >= watermarkMs) return;
        steps.Add(new WatermarkStep(atMs, watermarkMs, processor.Basis));
    }

    private static void Collect(ResultBatch output, KeyTable keys, Dictionary<(long, string?), ReceivedResult> results)
    {
        foreach (ref readonly var r in output.Results)
        {
            var key = keys.Text(r.KeyId);
            results[(r.WindowStartMs, key)] = new ReceivedResult(
                r.WindowStartMs, r.WindowEndMs, r.Counts.Views, r.Counts.Clicks, r.Counts.Ctr, r.Counts.MaxTimestampNs, key);
        }

        output.Clear();
    }
}
