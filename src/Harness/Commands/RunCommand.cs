using System.CommandLine;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>run</c>: fresh topics, an engine, traffic, drain, stop: one live run folder.</summary>
internal static class RunCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "run",
        Summary = "Run an engine live, in real time, under traffic, and write a run folder",
        Examples =
        [
            "run --engine continuous --rate 20k/s --duration 2m",
            "run --engine microbatch --trigger 500ms --traffic mmpp --producers 4 --out runs/bursts",
            "run --trace clicks.csv --speed 60 --delay 30s",
        ],
        Options = [EngineOptions.Engine, .. WorkloadOptions.All, .. QueryOptions.All, .. EngineOptions.Endpoints, OutputOptions.Out],
        Body = async (line, session, ct) =>
        {
            var plan = Plan(line);
            await session.Error.WriteLineAsync(PlanText.Of(plan));
            return await session.Runs.RunAsync(plan, session, ct);
        },
    };

    /// <summary>The plan of a line of <c>run</c> or <c>simulate</c>.</summary>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    public static RunPlan Plan(ParseResult line, string? profile = null)
    {
        var engine = EngineChoice.Parse(EngineOptions.Engine.Name, line.ValueOf(EngineOptions.Engine));
        var workload = WorkloadOptions.Read(line);
        var query = QueryOptions.Read(line, [engine], workload.Partitions);
        var runId = FolderNames.RunName(engine.Name, workload);
        return new RunPlan(runId, engine.Name, workload, query, profile, FolderNames.Choose(line, runId));
    }
}
