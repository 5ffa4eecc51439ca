using System.Globalization;
using System.Text;
using System.Text.Json;
using CtrBench.Harness.Advice;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.Report;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Running;

/// <summary>Advice on a trace or a sample: reads it, lets both twins go over it, and writes the folder.</summary>
internal sealed class AdviseRun(AdvisePlan plan)
{
    /// <summary>The answer, in the folder.</summary>
    public const string JsonName = "advice.json";

    /// <summary>Losses and latencies of every delay that was looked at.</summary>
    public const string CsvName = "delays.csv";

    /// <summary>The page.</summary>
    public const string PageName = "advice.html";

    /// <summary>Runs it, and says whether every engine has a delay that held.</summary>
    public async Task<VerbReport> ReportAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var result = await ExecuteAsync(session, progress, ct);
        var json = JsonSerializer.SerializeToNode(result, RunJson.Line)!.AsObject();
        json.Insert(0, "good", result.Holds);
        json.Insert(1, "folder", plan.Folder);
        return new VerbReport(
            result.Holds ? ExitCode.Good : ExitCode.RunSaysNo, json,
            console => AdviceSummary.Print(console, result, Path.Combine(plan.Folder, PageName)));
    }

    private async Task<AdviceResult> ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var started = session.Clock.GetTimestamp();
        var input = plan.Sample is { } sample
            ? await new TopicSample(sample, plan.Query.Schema, session.Clock).ReadAsync(session, progress, ct)
            : ReadTrace(plan.Trace!, session, progress);
        var (rows, future) = FutureRows.SetAside(input.Rows, 1 - plan.Completeness);
        var settings = Settings();
        var read = session.Clock.GetTimestamp();
        var advice = new EngineAdvice[settings.Count];
        var done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, settings.Count), ct, (i, _) =>
        {
            advice[i] = DelayAdvice.Of(rows, settings[i].Query, settings[i].Profile, plan.Completeness, plan.Seed);
            progress.Report(new ProgressStep("advise", Interlocked.Increment(ref done), settings.Count));
            return ValueTask.CompletedTask;
        });
        var recommended = DelayAdvice.Recommend(advice);
        if (future is not null)
        {
            future = future with
            {
                Losses =
                [
                    .. recommended.Zip(settings).Where(pair => pair.First is { Recommended: true, DelayMs: not null })
                        .Select(pair => FutureRows.LossOf(input.Rows, pair.First, pair.Second.Query, pair.Second.Profile, plan.Seed)),
                ],
            };
        }

        var result = Result(input, recommended) with { SetAside = future };
        await session.Error.WriteLineAsync(FormattableString.Invariant(
            $"{PluralText.Of(input.Rows.Count, "row")} read in {session.Clock.GetElapsedTime(started, read).TotalSeconds:0.0} s; ")
            + FormattableString.Invariant($"{PluralText.Of(settings.Count, "setting")} ")
            + FormattableString.Invariant($"at every delay in {session.Clock.GetElapsedTime(read).TotalSeconds:0.0} s"));
        Write(result);
        return result;
    }

    private List<(CtrQuery Query, CostProfile Profile)> Settings()
    {
        var spark = Profile(EngineId.MicroBatch);
        var settings = plan.TriggersMs.Select(ms => (
            plan.Query with { MicroBatch = plan.Query.MicroBatch with { TriggerIntervalMs = ms } }, spark)).ToList();
        settings.Add((plan.Query, Profile(EngineId.Continuous)));
        return settings;
    }

    private CostProfile Profile(EngineId engine) => ProfileCatalog.Find(engine, plan.Profiles.GetValueOrDefault(engine));

    private static AdviceInput ReadTrace(TracePlan plan, VerbSession session, IProgress<ProgressStep> progress)
    {
        progress.Report(new ProgressStep("advise", 0, 1, $"reading {TraceNames.Shown(plan.File)}"));
        var trace = session.Traces.Read(plan.File, plan.Columns);
        var shown = TraceNames.Shown(plan.File);
        foreach (var note in TraceNotes.Of(shown, trace, replays: false)) session.Error.WriteLine(note);
        return new AdviceInput
        {
            Rows = TraceRows.Of(trace, plan.Partitions),
            Source = shown,
            LatenessKnown = TraceRows.TellLateness(trace),
            Assumptions = [.. TraceRows.Assumptions(trace, plan.Partitions)],
            Oddities = [.. TraceRows.Oddities(trace)],
        };
    }

    private AdviceResult Result(AdviceInput input, IReadOnlyList<EngineAdvice> advice)
    {
        EngineAdvice[] best = [.. advice.Where(a => a.Recommended)];
        var rows = input.Rows;
        return new AdviceResult
        {
            Source = input.Source,
            Rows = rows.Count,
            Partitions = rows.Partitions,
            SpanMs = (rows.ArrivalNs[^1] - rows.ArrivalNs[0]) / 1_000_000,
            WindowMs = plan.Query.WindowMs,
            Completeness = plan.Completeness,
            LatenessKnown = input.LatenessKnown,
            Assumptions = input.Assumptions,
            Engines = advice,
            Oddities = [.. input.Oddities, .. DataOddities.Of(rows, plan.Query.WindowMs, best.Max(a => a.DelayMs))],
            Lines = input.LatenessKnown ? [.. best.SelectMany(a => PasteLines.Of(a, plan.Query))] : [],
        };
    }

    private void Write(AdviceResult result)
    {
        FolderWrites.Create(plan.Folder);
        RunJsonFile.Write(Path.Combine(plan.Folder, JsonName), result);
        AtomicFile.WriteText(Path.Combine(plan.Folder, CsvName), Csv(result));
        var picture = Plots.Write(TradeOffPicture.Draw(result), Path.Combine(plan.Folder, "plots"));
        AtomicFile.WriteText(Path.Combine(plan.Folder, PageName), AdvicePage.Render(result, picture));
    }

    private static string Csv(AdviceResult result)
    {
        var text = new StringBuilder(
            "engine,trigger_ms,delay_ms,recommended,rows,late,loss_upper_bound,windows,whole_windows,latency_ms_mean,latency_ms_p50,"
            + "latency_ms_p90,latency_ms_p99\n");
        foreach (var advice in result.Engines)
        {
            foreach (var point in advice.Curve)
            {
                var (loss, run) = (point.Loss, point.Run);
                text.Append(CultureInfo.InvariantCulture, $"{advice.Engine.Name},{advice.TriggerMs},{loss.DelayMs},")
                    .Append(advice.Recommended && loss.DelayMs == advice.DelayMs ? '1' : '0')
                    .Append(CultureInfo.InvariantCulture, $",{loss.Rows},{loss.Late},{loss.LossUpperBound:R},{loss.Windows},")
                    .Append(CultureInfo.InvariantCulture, $"{loss.WholeWindows},{run?.MeanMs:0.###},{run?.P50Ms:0.###},")
                    .Append(CultureInfo.InvariantCulture, $"{run?.P90Ms:0.###},{run?.P99Ms:0.###}\n");
            }
        }

        return text.ToString();
    }
}

/// <summary>The rows of a trace as they arrive at a topic.</summary>
internal static class TraceRows
{
    /// <summary>The rows; those of one ad are in one partition, those without an ad go round.</summary>
    public static ArrivedRows Of(Trace trace, int partitions)
    {
        var count = trace.Rows.Count;
        var (arrival, time) = (new long[count], new long[count]);
        var partition = new ushort[count];
        ushort[] ofAd = [.. trace.Ads.Select(ad => ad.AdId is { } id
            ? (ushort)Partitioner.Partition(Encoding.UTF8.GetBytes(id), partitions) : ushort.MaxValue)];
        for (var i = 0; i < count; i++)
        {
            ref readonly var row = ref trace.Row(i);
            arrival[i] = row.ArrivalUs * 1_000;
            time[i] = row.TimeUs / 1_000;
            var own = row.Ad >= 0 ? ofAd[row.Ad] : ushort.MaxValue;
            partition[i] = own == ushort.MaxValue ? (ushort)(i % partitions) : own;
        }

        return new ArrivedRows(arrival, time, partition, partitions);
    }

    /// <summary>
    /// Whether the order of a trace tells how late its rows came: not where they are in order of time, nor where most of them are in the
    /// reverse one, as in an export with the newest row first.
    /// </summary>
    public static bool TellLateness(Trace trace)
    {
        if (trace.Report.Order == TraceOrder.Column) return true;
        var (falls, rises) = (0, 0);
        for (var i = 1; i < trace.Rows.Count; i++)
        {
            var stepUs = trace.Row(i).TimeUs - trace.Row(i - 1).TimeUs;
            if (stepUs < 0) falls++;
            else if (stepUs > 0) rises++;
        }

        return falls > 0 && falls <= 9 * rises;
    }

    /// <summary>What the advice assumes about the trace.</summary>
    public static IEnumerable<string> Assumptions(Trace trace, int partitions)
    {
        yield return trace.Report.Order == TraceOrder.Column
            ? "rows arrived when their arrival column says"
            : "the trace has no arrival column: rows arrived in the order of the file, each at the newest event time up to it, which is "
                + "the least lateness that agrees with that order";
        yield return $"{PluralText.Of(partitions, "partition")}, "
            + (trace.Ads.Any(ad => ad.AdId is not null) ? "each ad in one, by Kafka's partitioner" : "in turn, since rows have no ad_id");
    }

    /// <summary>What reading the trace found odd.</summary>
    public static IEnumerable<DataOddity> Oddities(Trace trace)
    {
        var report = trace.Report;
        if (report.BrokenLines > 0)
            yield return new DataOddity("broken-lines", report.BrokenLines, FormattableString.Invariant(
                $"{report.BrokenLines} of {PluralText.Of(report.Lines, "line")} cannot be read and ")
                + FormattableString.Invariant($"{(report.BrokenLines == 1 ? "is" : "are")} left out ({report.FirstBroken[0]})"));
        if (report.OutOfArrivalOrderRows > 0)
            yield return new DataOddity("arrivals-out-of-order", report.OutOfArrivalOrderRows, FormattableString.Invariant(
                $"{PluralText.Of(report.OutOfArrivalOrderRows, "row")} stood before one that arrived earlier: a clock was set ")
                + "back, or the file was put "
                + "together from several");
        var equal = trace.Rows.GroupBy(row => row with { LatenessUs = 0 }).Where(g => g.Count() > 1).ToList();
        var duplicates = equal.Where(g => g.Key.User >= 0).Sum(g => g.Count() - 1);
        var unnamed = equal.Where(g => g.Key is { User: < 0, Ad: >= 0 }).Sum(g => g.Count() - 1);
        if (duplicates > 0)
            yield return new DataOddity("duplicates", duplicates, FormattableString.Invariant(
                $"{PluralText.Of(duplicates, "row", "is", "are")} equal to another in time and every field: both engines count ")
                + FormattableString.Invariant($"{(duplicates == 1 ? "it" : "them")} twice"));
        if (unnamed > 0)
            yield return new DataOddity("possible-duplicates", unnamed, FormattableString.Invariant(
                $"{PluralText.Of(unnamed, "row", "is", "are")} equal to another in time and every field, without a user: the same event ")
                + "twice, which both engines count twice, or two events of one moment; a column with users or ids would tell (user=...)");
    }
}
