using System.CommandLine;
using CtrBench.Harness.Measurement;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Cli;

/// <summary>The options that make a <see cref="CtrQuery"/>.</summary>
internal static class QueryOptions
{
    private const long MaxWindowMs = 86_400_000;

    private static readonly CtrQuery Standard = new();

    /// <summary>Window size.</summary>
    public static readonly Option<string> Window = OptionReading.New("--window", "duration", "Window size, at most 1d",
        DurationText.Format(Standard.WindowMs));

    /// <summary>Watermark delay.</summary>
    public static readonly Option<string> Delay = OptionReading.New("--delay", "duration",
        "Watermark delay: how far it trails the largest event time seen", DurationText.Format(Standard.WatermarkDelayMs));

    /// <summary>Grouping.</summary>
    public static readonly Option<string> GroupBy = OptionReading.New("--group-by", "field",
        "Group results by none, ad_id, ad_type, page_id or producer_id, besides the window", "none");

    /// <summary>What every query has, whatever the engine.</summary>
    public static readonly IReadOnlyList<Option> Common = [Window, Delay, GroupBy];

    /// <summary>All of them, both engine families' settings included, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [.. Common, .. MicroBatchOptions.All, .. ContinuousOptions.All];

    /// <summary>The query of the line for these engines, checked against the partitions of the workload.</summary>
    /// <exception cref="UsageException">A value cannot be used, or no engine of the run has a setting that was given.</exception>
    public static CtrQuery Read(ParseResult line, IReadOnlyList<EngineChoice> engines, int partitions)
    {
        RefuseForeign(line, engines, EngineFamily.MicroBatch, MicroBatchOptions.All);
        RefuseForeign(line, engines, EngineFamily.Continuous, ContinuousOptions.All);
        return ReadCommon(line) with { MicroBatch = MicroBatchOptions.Read(line), Continuous = ContinuousOptions.Read(line, partitions) };
    }

    /// <summary>Window, delay and grouping alone: what the oracle needs.</summary>
    /// <exception cref="UsageException">A value cannot be used.</exception>
    public static CtrQuery ReadCommon(ParseResult line) => new()
    {
        WindowMs = WindowOf(line),
        WatermarkDelayMs = line.DurationOf(Delay, zeroAllowed: true),
        GroupBy = (GroupField)line.IndexOf(GroupBy, "none", "ad_id", "ad_type", "page_id", "producer_id"),
    };

    /// <summary>The window size alone, ms.</summary>
    /// <exception cref="UsageException">The value cannot be used.</exception>
    public static long WindowOf(ParseResult line)
    {
        var windowMs = line.DurationOf(Window);
        return windowMs <= MaxWindowMs ? windowMs : throw new UsageException(Window.Name, line.ValueOf(Window), "windows are at most 1d");
    }

    private static void RefuseForeign(
        ParseResult line, IReadOnlyList<EngineChoice> engines, EngineFamily family, IReadOnlyList<Option> settings)
    {
        if (engines.Any(e => e.Family == family)) return;
        var owners = string.Join(" and ", EngineChoice.All.Where(e => e.Family == family).Select(e => e.Name));
        foreach (var setting in settings)
            line.Refuse(setting, $"{string.Join(", ", engines.Select(e => e.Name))} has no such setting ({owners} have it); leave it out");
    }
}
