using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>simulate</c>: the same as run in virtual time, with a twin and a cost profile.</summary>
internal static class SimulateCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "simulate",
        Summary = "Run a twin in virtual time: hours of traffic in seconds, the same for the same seed on every machine",
        Examples =
        [
            "simulate --engine microbatch --traffic mmpp --duration 24h --rate 1000/s",
            "simulate --engine continuous --disorder 20%:1s:10s --very-late 0.5% --delay 5s",
            "simulate --trigger 1s,5s --delay 5s,20s --seeds 5",
            "simulate --trace clicks.csv --window 1m --profile in-process --json",
        ],
        Options =
        [
            EngineOptions.Twin, EngineOptions.Profiles,
            .. WorkloadOptions.All, WorkloadOptions.SweepSeeds, .. QueryOptions.All, .. EngineOptions.OutOfPlaceIn("simulate"),
            WorkloadOptions.KeepEvents, FolderNames.Name, FolderNames.Out,
        ],
        Body = async (line, session, ct) =>
        {
            if (Sweep.Of(line, isLive: false, (one, folder) => Plan(one, folder)) is { } sweep)
            {
                await session.Error.WriteLineAsync(PlanText.Of(sweep));
                return await session.Runs.SweepAsync(sweep, session, ct);
            }

            var plan = Plan(line);
            await session.Error.WriteLineAsync(PlanText.Of(plan));
            return await session.Runs.SimulateAsync(plan, session, ct);
        },
    };

    /// <summary>The plan of a line.</summary>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    public static RunPlan Plan(ParseResult line, string? folder = null)
    {
        var profiles = line.GetValue(EngineOptions.Profiles)?.Value ?? [];
        if (profiles.Count > 1) line.Refuse(EngineOptions.Profiles, "one run has one profile");
        return RunCommand.Plan(line, line.Of(EngineOptions.Twin), WorkloadOptions.Traffic, profiles.SingleOrDefault(), folder);
    }
}
