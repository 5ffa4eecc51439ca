using System.Collections.Immutable;
using CtrBench.Engines.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>What a running twin has done, written by its stream and read from other threads.</summary>
internal sealed class TwinCounters
{
    private readonly Lock _gate = new();
    private ImmutableList<MicroBatchReport> _batches = [];
    private ProcessorCounters _processor = new(0, 0, 0, 0, 0, 0, long.MinValue);
    private long _recordsRead;
    private long _resultsWritten;
    private long _steps;

    /// <summary>A trigger found nothing to do.</summary>
    public void CountTrigger()
    {
        lock (_gate) _steps++;
    }

    /// <summary>A step is over and its results are stored.</summary>
    public void Take(in ProcessorCounters processor, int recordsRead, int resultsWritten, bool scheduleStep, MicroBatchReport? batch)
    {
        lock (_gate)
        {
            _processor = processor;
            _recordsRead += recordsRead;
            _resultsWritten += resultsWritten;
            if (scheduleStep) _steps++;
            if (batch is not null) _batches = _batches.Add(batch);
        }
    }

    /// <summary>A snapshot.</summary>
    public QueryProgress Read()
    {
        lock (_gate)
        {
            return new QueryProgress
            {
                RecordsRead = _recordsRead,
                ResultsWritten = _resultsWritten,
                ScheduleSteps = _steps,
                Batches = _batches,
                WatermarkMs = _processor.WatermarkMs == long.MinValue ? null : _processor.WatermarkMs,
                LateDropped = _processor.LateDropped,
                LateRecords = _processor.LateRecords,
                MalformedRecords = _processor.Malformed,
                OpenRecords = _processor.OpenRecords,
            };
        }
    }
}
