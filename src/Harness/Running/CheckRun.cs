using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Gates;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Objectives;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>An experiment: every run simulated and analyzed, then held to thresholds and to the stored figures.</summary>
internal sealed class CheckRun(CheckPlan plan)
{
    private static readonly Quantity[] Stored =
    [
        Quantity.Complete,
        new(QuantityKind.Latency, "t1_minus_floor", Statistic.Mean),
        new(QuantityKind.Latency, "t1_minus_floor", Statistic.All[2]),
        new(QuantityKind.Latency, "t1_minus_t0", Statistic.Mean),
    ];

    /// <summary>Runs it.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        var baseline = ReadBaseline();
        RunPlan[] runs = [.. plan.Cases.SelectMany(one => one.Runs)];
        var simulated = new SimulatedRuns(runs, [.. runs.Select(run => ProfileCatalog.Find(run.Engine, run.Profile))]);
        FolderWrites.Create(plan.Folder);
        await session.Progress.ShowAsync<bool>(async progress =>
        {
            await simulated.ExecuteAsync(session, progress, ct);
            return true;
        });

        var byFolder = runs.Zip(simulated.Metrics).ToDictionary(pair => pair.First.Folder, pair => pair.Second!);
        var judged = plan.Cases.Select(one => (one.Name, Runs: one.Runs.Select(run => byFolder[run.Folder]).ToList())).ToList();
        if (plan.Update)
        {
            var figures = judged.SelectMany(one => Figures(one.Runs).Select(figure => (one.Name, figure.Quantity, figure.Value)));
            RunJsonFile.Write(plan.BaselineFile!, baseline!.With(figures));
            await session.Error.WriteLineAsync($"{plan.BaselineFile}: figures stored");
            baseline = null;
        }

        var report = GateReport.Of(plan.Experiment, [.. judged.SelectMany(one => Lines(one.Name, one.Runs, baseline))]);
        Write(report);
        var json = JsonSerializer.SerializeToNode(report, RunJson.Line)!.AsObject();
        json.Add("folder", plan.Folder);
        return new VerbReport(report.Passed ? ExitCode.Good : ExitCode.RunSaysNo, json, console => Print(console, report));
    }

    private IEnumerable<GateLine> Lines(string name, List<RunMetrics> runs, Baseline? baseline)
    {
        string[] errors = [.. runs.SelectMany(run => run.ErrorCodes()).Distinct()];
        var valid = errors.Length == 0;
        var (outcome, word) = valid ? (Outcome.Met, "true") : (Outcome.Missed, "false");
        if (plan.Valid) yield return new GateLine(name, "valid", outcome, word, "true", string.Join(", ", errors));
        foreach (var term in plan.Terms)
        {
            var found = ObjectiveJudge.Judge(term, runs);
            // An invalid run shows no figure, here either.
            yield return valid || term.Quantity.Kind == QuantityKind.Backlog ? LineOf(name, found)
                : new GateLine(name, term.Quantity.ToString(), Outcome.Undecided, "unknown", LimitOf(term), "the run is invalid");
        }

        if (baseline is null) yield break;
        foreach (var quantity in Stored)
            yield return baseline.Judge(name, quantity, valid ? Figure(quantity, runs) : null);
    }

    private static GateLine LineOf(string name, TermResult found)
    {
        var quantity = found.Term.Quantity;
        var detail = found.Reason
            ?? (found.Low is { } low && found.High is { } high && low < high
                ? $"95 %: {QuantityText.Of(quantity, low)} .. {QuantityText.Of(quantity, high)}" : "");
        return new GateLine(name, quantity.ToString(), found.Outcome, QuantityText.Of(quantity, found.Value), LimitOf(found.Term), detail)
        {
            Value = found.Value,
        };
    }

    private static string LimitOf(Objective term) => term.Text[term.Text.IndexOfAny(['<', '>'])..];

    private static IEnumerable<(Quantity Quantity, double Value)> Figures(List<RunMetrics> runs) =>
        from quantity in Stored
        let value = runs.All(run => run.Valid) ? Figure(quantity, runs) : null
        where value is not null
        select (quantity, value.Value);

    private static double? Figure(Quantity quantity, List<RunMetrics> runs) =>
        ObjectiveJudge.Judge(new Objective(quantity, quantity.Kind == QuantityKind.Complete, false, 0, ""), runs).Value;

    private Baseline? ReadBaseline()
    {
        if (plan.BaselineFile is not { } file) return null;
        if (File.Exists(file)) return RunJsonFile.Read<Baseline>(file);
        return plan.Update ? new Baseline { Experiment = plan.Experiment, Cases = new(StringComparer.Ordinal) }
            : throw new UsageException("--baseline", file, "no such file; --update writes it");
    }

    private void Write(GateReport report)
    {
        Write(plan.JUnitFile, GateTexts.JUnit(report));
        Write(plan.MarkdownFile, GateTexts.Markdown(report));
        if (plan.ResultFile is { } file) RunJsonFile.Write(file, report);
    }

    private static void Write(string? file, string text)
    {
        if (file is not null) AtomicFile.WriteText(file, text);
    }

    private void Print(IAnsiConsole console, GateReport report)
    {
        foreach (var line in report.Lines)
        {
            var color = line.Outcome switch { Outcome.Met => "green", Outcome.Missed => "red", _ => "yellow" };
            var name = plan.Cases.Count > 1 ? $"{line.Case}: " : "";
            console.MarkupLine($"[{color}]{GateReport.Mark(line.Outcome)}[/] {Markup.Escape(name + GateTexts.Sentence(line))}");
        }

        console.WriteLine(report.Sentence);
        console.WriteLine($"runs: {plan.Folder}");
    }
}
