using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Answers;

/// <summary>The terms of the question: without them no figure means anything.</summary>
internal static class AnswerTerms
{
    /// <summary>The terms, in the order in which they are read.</summary>
    public static IReadOnlyList<AnswerTerm> Of(IReadOnlyList<ComparedRun> runs, IReadOnlyList<Contender> contenders)
    {
        if (contenders.Count == 0) return [];
        RunManifest[] manifests = [.. contenders.SelectMany(contender => contender.Runs).Select(run => run.Manifest)];
        ComparedRun[] shown = [.. contenders.SelectMany(contender => contender.Runs)];
        AnswerTerm[] all =
        [
            new("numbers are", Provenance(manifests)),
            new("window", Each(manifests, run => AnswerText.Setting(run.Query.WindowMs) + AnswerText.Sliding(run.Query)
                + (run.Query.GroupBy == default ? "" : $", grouped by {run.Query.GroupBy}"))),
            new("watermark delay", Each(manifests, run => AnswerText.Setting(run.Query.WatermarkDelayMs))),
            new("schedule", Each(manifests, Schedule)),
            new("traffic", Each(shown, TrafficText.Long)),
            new("rate", Each(manifests, run => TrafficText.Rate(run.Workload))),
            new("out of order", Each(manifests, run => TrafficText.Disorder(run.Workload))),
            new("producers", Producers(shown)),
            new("runs", Runs(runs, manifests)),
            new("names", Names(contenders)),
            new("engines", string.Join("; ", manifests.Select(Stands).Distinct(StringComparer.Ordinal))),
        ];
        return [.. all.Where(term => term.Text.Length > 0)];
    }

    private static string Provenance(RunManifest[] runs)
    {
        string[] profiles = [.. runs.Where(run => run.Profile is not null).Select(run => run.Profile!).Distinct(StringComparer.Ordinal)];
        string with = profiles.Length == 0 ? "" : $" with the cost {PluralText.Noun(profiles.Length, "profile")} "
            + $"{AnswerText.List(profiles)}";
        string predicted = $"predicted: simulated in virtual time{with}, not measured on a running engine";
        const string measured = "measured on running engines";
        return runs.All(IsPredicted) ? predicted : runs.Any(IsPredicted) ? $"of some runs {predicted}; of the others {measured}" : measured;
    }

    private static bool IsPredicted(RunManifest run) => run.Mode == RunMode.Virtual || run.Profile is not null;

    private static string Schedule(RunManifest run) => run.Engine!.Family == EngineFamily.MicroBatch
        ? run.Query.MicroBatch.TriggerIntervalMs == 0
            ? $"{ContenderNames.Engine(run.Engine)}: batches back to back"
            : $"{ContenderNames.Engine(run.Engine)}: a trigger each {AnswerText.Setting(run.Query.MicroBatch.TriggerIntervalMs)}"
        : run.Query.Continuous.EmitStrategy == EmitStrategy.OnPeriodic
            ? $"{ContenderNames.Engine(run.Engine)}: a watermark tick each {AnswerText.Setting(run.Query.Continuous.EmitIntervalMs)}"
            : $"{ContenderNames.Engine(run.Engine)}: a watermark with each event";

    private static string Producers(ComparedRun[] runs)
    {
        int[] counts = [.. runs.Select(run => run.Metrics.Producers).Distinct().Order()];
        return counts is [0] ? "external" : AnswerText.List(counts.Select(count => count == 0 ? "external" : AnswerText.Count(count)))
            + (counts is [1] ? "" : ", which share the rate");
    }

    private static string Runs(IReadOnlyList<ComparedRun> runs, RunManifest[] manifests)
    {
        int seeds = manifests.Select(run => run.Workload.Seed).Distinct().Count();
        string lengths = Each(manifests, run => AnswerText.Setting((run.TrafficEndMs - run.StartMs) / 1_000 * 1_000));
        string of = seeds == 1 ? "one seed" : $"{AnswerText.Count(seeds)} seeds";
        return $"{AnswerText.Count(runs.Count)}, of {of}, {lengths} of traffic each";
    }

    // What the user called something else tells which engine and settings it is.
    private static string Names(IReadOnlyList<Contender> contenders)
    {
        string[] own = ContenderNames.Of([.. contenders.Select(contender => contender.Manifest with { Name = null })]);
        return string.Join("; ", contenders.Index().Where(one => one.Item.Name == one.Item.Manifest.Name)
            .Select(one => $"{one.Item.Name} is {own[one.Index]}"));
    }

    private static string Stands(RunManifest run)
    {
        EngineId engine = run.Engine!;
        string version = run.EngineVersion is { } known ? $", {known}" : "";
        return engine.IsReal
            ? $"{engine.Name} is a real {engine.Title}{version}"
            : $"{engine.Name} is the twin of {engine.Real.Title} in this program{version}";
    }

    private static string Each<T>(IEnumerable<T> runs, Func<T, string> of)
    {
        string[] texts = [.. runs.Select(of).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
        return texts.Any(text => text.Length > 40) ? string.Join("; ", texts) : AnswerText.List(texts);
    }
}
