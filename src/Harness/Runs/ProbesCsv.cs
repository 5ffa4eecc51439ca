using CsvHelper;
using CtrBench.Harness.Objectives;
using CtrBench.Harness.Thresholds;

namespace CtrBench.Harness.Runs;

/// <summary>probes.csv: a line for each probe and term of the objective, in the order in which they were run (docs/threshold.md).</summary>
internal static class ProbesCsv
{
    /// <summary>The header.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "probe", "folder", "rate_per_second", "seed", "traffic_ms", "windows", "verdict", "reason",
        "term", "outcome", "value", "low", "high",
    ];

    /// <summary>Writes the file whole.</summary>
    /// <exception cref="RunFolderException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Probe> probes) => AtomicFile.Write(path, stream =>
    {
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (var column in Columns) csv.WriteField(column);
        csv.EndRecord();
        foreach (var probe in probes)
        {
            var keepsUp = probe.Verdict.Missed.Contains(ProbeJudge.KeepsUp) ? Outcome.Missed
                : probe.KeepingUp?.State == Measurement.KeepingUpState.KeepsUp ? Outcome.Met : Outcome.Undecided;
            var found = probe.KeepingUp;
            Write(csv, probe, ProbeJudge.KeepsUp, keepsUp, found?.Growth, found?.GrowthLow, found?.GrowthHigh);
            foreach (var term in probe.Verdict.Terms)
                Write(csv, probe, term.Term.Quantity.ToString(), term.Outcome, term.Value, term.Low, term.High);
        }
    });

    private static void Write(CsvWriter csv, Probe probe, string term, Outcome outcome, double? value, double? low, double? high)
    {
        csv.WriteField(probe.Number);
        csv.WriteField(probe.Folder);
        csv.WriteField(probe.PerSecond);
        csv.WriteField(probe.Seed);
        csv.WriteField(probe.TrafficMs);
        csv.WriteField(probe.Windows);
        csv.WriteField(ProbeNames.Of(probe.Verdict.State));
        csv.WriteField(probe.Verdict.Reason);
        csv.WriteField(term);
        csv.WriteField(outcome.ToString().ToLowerInvariant());
        csv.WriteField(value);
        csv.WriteField(low);
        csv.WriteField(high);
        csv.EndRecord();
    }
}
