using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>Settings of micro-batch engines.</summary>
internal static class MicroBatchOptions
{
    /// <summary>Trigger interval.</summary>
    public static readonly Option<string> Trigger = OptionReading.New("--trigger", "duration",
        "microbatch: interval of the processing-time trigger; 0s: batch after batch",
        DurationText.Format(new MicroBatchSettings().TriggerIntervalMs));

    /// <summary>Rate limit.</summary>
    public static readonly Option<string> MaxOffsets = OptionReading.New("--max-offsets", "n",
        "microbatch: records that one batch may read, over all partitions; by default all that are there");

    /// <summary>Available-now trigger.</summary>
    public static readonly Option<bool> AvailableNow = new("--available-now")
    {
        Description = "microbatch: read what is there at the start, then stop",
    };

    /// <summary>Output mode.</summary>
    public static readonly Option<string> OutputModeName = OptionReading.New("--output-mode", "append|update",
        "microbatch: emit a window once, when closed, or in every batch that touches it", "append");

    /// <summary>No-data batches.</summary>
    public static readonly Option<string> NoDataBatches = OptionReading.New("--no-data-batches", "on|off",
        "microbatch: whether a moved watermark alone may run a batch", "on");

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Trigger, MaxOffsets, AvailableNow, OutputModeName, NoDataBatches];

    /// <summary>The settings of the line.</summary>
    /// <exception cref="UsageException">A value or a combination cannot be used.</exception>
    public static MicroBatchSettings Read(ParseResult line)
    {
        var availableNow = line.Gives(AvailableNow);
        if (availableNow) line.Refuse(Trigger, "cannot be combined with --available-now, which has no interval; leave one out");
        return new MicroBatchSettings
        {
            TriggerIntervalMs = line.DurationOf(Trigger, zeroAllowed: true),
            AvailableNow = availableNow,
            MaxOffsetsPerTrigger = line.TextOf(MaxOffsets) is { } text ? CountText.Parse(MaxOffsets.Name, text, 1, long.MaxValue) : null,
            OutputMode = (OutputMode)line.IndexOf(OutputModeName, "append", "update"),
            NoDataBatches = line.IndexOf(NoDataBatches, "on", "off") == 0,
        };
    }
}
