using System.Reflection;
using System.Runtime.InteropServices;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Running;

/// <summary>The facts of a manifest that do not depend on how the run goes.</summary>
internal static class ManifestOf
{
    /// <summary>The manifest of a run that is about to send traffic: with an engine, or as one part of a run without.</summary>
    public static RunManifest Starting(
        string runId, RunMode mode, EngineId? engine, CtrQuery query, TrafficSource traffic, RunTopics topics) =>
        Starting(runId, mode, engine, query, traffic) with
        {
            Transport = topics.Name,
            Broker = topics.Broker,
            ClockCheck = topics.ClockCheck,
        };

    /// <summary>The manifest of a run in virtual time.</summary>
    public static RunManifest Virtual(RunPlan plan, TrafficSource traffic, string profile) =>
        Starting(plan.RunId, RunMode.Virtual, plan.Engine, plan.Query, traffic) with
        {
            Name = plan.Name,
            Transport = "virtual",
            Profile = profile,
        };

    /// <summary>The manifest of a live run before there are topics.</summary>
    public static RunManifest Planned(RunPlan plan, TrafficSource traffic) =>
        Starting(plan.RunId, RunMode.Live, plan.Engine, plan.Query, traffic) with { Name = plan.Name };

    private static RunManifest Starting(string runId, RunMode mode, EngineId? engine, CtrQuery query, TrafficSource traffic) => new()
    {
        RunId = runId,
        Mode = mode,
        Engine = engine,
        EngineVersion = RulesOf(engine, query),
        Workload = traffic.Schedules.Workload,
        Query = query,
        StartMs = traffic.Schedules.Workload.StartMs,
        TrafficEndMs = traffic.Schedules.TrafficEndMs,
        ClosingStartMs = traffic.ClosingStartMs,
        ToolVersion = ToolVersion,
        Commit = Commit,
        Machine = Machine(),
    };

    /// <summary>The manifest of a process on topics of <paramref name="topics"/> that others fill.</summary>
    public static RunManifest Attached(string runId, RunMode mode, EngineId engine, CtrQuery query, RunTopics topics) => new()
    {
        RunId = runId,
        Mode = mode,
        Engine = engine,
        EngineVersion = RulesOf(engine, query),
        Transport = topics.Name,
        Broker = topics.Broker,
        ClockCheck = topics.ClockCheck,
        Workload = UnknownWorkload(topics.EventsPartitions),
        Query = query,
        ToolVersion = ToolVersion,
        Commit = Commit,
        Machine = Machine(),
    };

    /// <summary>The manifest with what the engine says of itself at the end.</summary>
    public static RunManifest Ended(RunManifest manifest, QueryProgress last) => manifest with
    {
        EngineVersion = last.EngineVersion is { } version ? $"{manifest.Engine} {version}" : manifest.EngineVersion,
        EngineNotes = last.Notes.Count > 0 ? last.Notes : null,
        EngineFaults = last.Flink is { Faults: { Count: > 0 } faults } ? faults : null,
        LateRows = last.LateRows is { } late ? LateRowsReport.Of(late, manifest.Query) : null,
    };

    /// <summary>Version of ctrbench, without the commit.</summary>
    public static string ToolVersion => InformationalVersion.Split('+')[0];

    /// <summary>Commit that it was built from, when known.</summary>
    public static string? Commit => InformationalVersion.Split('+') is [_, var commit] ? commit : null;

    private static string InformationalVersion =>
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>The workload of foreign topics: only the partitions are known.</summary>
    public static Workload UnknownWorkload(int partitions) =>
        new() { EventsPerSecond = 0, Producers = 0, DurationMs = 0, Ads = 0, MmppStates = [], StartMs = 0, Partitions = partitions };

    /// <summary>The rules that a twin follows; null for a real engine, which has a version of its own, and for none.</summary>
    public static string? RulesOf(EngineId? engine, CtrQuery query) => engine switch
    {
        null or { IsReal: true } => null,
        { Family: EngineFamily.MicroBatch } => "rules of Spark 3.5 to 4.x",
        _ => query.Continuous.Rules.Text(),
    };

    /// <summary>This machine.</summary>
    public static MachineInfo Machine() => new(
        RuntimeInformation.OSDescription, CpuName(), Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000, RuntimeInformation.FrameworkDescription);

    private static string? CpuName()
    {
        const string File = "/proc/cpuinfo";
        if (!System.IO.File.Exists(File)) return null;
        var line = System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

/// <summary>Says what an engine has to say of itself and of its run, each once, when it is new.</summary>
/// <param name="error">Output of messages.</param>
internal sealed class EngineNotes(TextWriter error)
{
    /// <summary>Output of messages.</summary>
    public TextWriter Error => error;

    private int _warnings;
    private int _notes;
    private int _faults;

    /// <summary>Writes the new notes of a snapshot.</summary>
    public async Task WriteNewAsync(QueryProgress progress)
    {
        for (; _warnings < progress.Warnings.Count; _warnings++) await error.WriteLineAsync(progress.Warnings[_warnings]);
        for (; _notes < progress.Notes.Count; _notes++) await error.WriteLineAsync(progress.Notes[_notes]);
        var faults = progress.Flink?.Faults ?? [];
        for (; _faults < faults.Count; _faults++) await error.WriteLineAsync($"the job failed and restarts: {faults[_faults].Text}");
    }
}
