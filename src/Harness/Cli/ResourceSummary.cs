using System.Globalization;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>What a run used, for the console: a table that fits into 80 columns, then what is not in it, then the cost.</summary>
internal static class ResourceSummary
{
    /// <summary>Draws it; nothing for a run whose processes were not looked at.</summary>
    public static void Print(IAnsiConsole console, ResourceMetrics? resources)
    {
        if (resources is null) return;
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("resources").NoWrap());
        foreach (var column in (string[])["CPU, s", "s per million", "MB (peak)", "B/event to, from broker"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var part in resources.Parts) table.AddRow([.. Cells(part)]);
        console.Write(table);
        foreach (var line in Notes(resources)) console.WriteLine(line);
    }

    /// <summary>The cells of a part's row.</summary>
    public static IEnumerable<string> Cells(PartResources part) =>
    [
        NameOf(part.Part),
        part is { CpuUserSeconds: { } user, CpuSystemSeconds: { } system } ? Text($"{user:0.0} + {system:0.0}") : "unknown",
        part.CpuSecondsPerMillionEvents is { } cpu ? Text($"{cpu:#,0.0}") : "unknown",
        part is { MemoryBytesMean: { } mean, MemoryBytesMax: { } max } ? Text($"{mean / 1e6:#,0} ({max / 1e6:#,0})") : "unknown",
        part is { ToBrokerBytesPerEvent: { } to, FromBrokerBytesPerEvent: { } from } ? Text($"{to:#,0}, {from:#,0}") : "unknown",
    ];

    /// <summary>The lines below the table.</summary>
    public static IEnumerable<string> Notes(ResourceMetrics resources)
    {
        yield return Text($"  user + system, over {resources.Seconds:0} s and {PluralText.Of(resources.Events, "event")}, of");
        yield return "  " + string.Join("; ", resources.Parts.Select(part => part.What));
        foreach (var part in resources.Parts.Where(part => part.Missing is not null))
            yield return $"  {NameOf(part.Part)} {(part.CpuUserSeconds is null ? "is unknown" : "without")}: {part.Missing}";
        if (resources.CostPerMillionEvents is { } cost)
        {
            yield return Text($"  CPU at {resources.PricePerCoreHour}/core-hour costs {cost:0.######} per million events, ")
                + Text($"{resources.CostPerMonth:0.##} per month at this rate");
            yield return $"  not in it: {resources.CostLeavesOut}";
        }
        else if (resources.PricePerCoreHour is not null)
        {
            yield return "  its cost is unknown, because no CPU time is known";
        }
    }

    private static string NameOf(RunPart part) => part.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
