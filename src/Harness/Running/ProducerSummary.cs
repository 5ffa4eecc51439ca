using CtrBench.Harness.RunModel;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>What the producers did, as a person reads it.</summary>
internal static class ProducerSummary
{
    /// <summary>Draws it.</summary>
    public static void Print(IAnsiConsole console, string folder, ProducerReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("producer");
        foreach (var column in (string[])["intended", "sent", "failed", "lag p50, ms", "p99", "max"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var p in report.Producers)
        {
            table.AddRow(
                Markup.Escape(p.ProducerId), Text($"{p.Intended:#,0}"), Text($"{p.Sent:#,0}"), Text($"{p.Failed:#,0}"),
                Text($"{p.LagMsP50:0.000}"), Text($"{p.LagMsP99:0.000}"), Text($"{p.LagMsMax:0.000}"));
        }

        console.Write(table);
        if (report.Schedule is { } s)
        {
            console.WriteLine(Text($"sent {s.Events:#,0} events at {s.MeanPerSecond:#,0.0}/s; peak second {s.PeakToMean:0.00} x mean"));
            console.WriteLine(Text($"gaps: coefficient of variation {s.GapCv:0.000}"));
            console.WriteLine(Text($"dispersion of counts: {s.Idc100Ms:0.00} in 0.1 s, {s.Idc1S:0.00} in 1 s, {s.Idc10S:0.00} in 10 s"));
            if (s.KsPValue is { } p)
                console.WriteLine(Text($"gaps against the model: Kolmogorov-Smirnov distance {s.KsStatistic:0.0000}, p = {p:0.000}"));
        }

        console.WriteLine(folder);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
