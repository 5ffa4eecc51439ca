using CtrBench.Harness.Cli;

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
            "simulate --trace clicks.csv --window 1m --profile in-process --json",
        ],
        Options =
        [
            EngineOptions.Engine, OutputOptions.Profile,
            .. WorkloadOptions.All, .. QueryOptions.All, .. EngineOptions.Endpoints, EngineOptions.VirtualKafka, OutputOptions.Out,
        ],
        Body = async (line, session, ct) =>
        {
            var profiles = OutputOptions.ReadProfiles(line);
            if (profiles.Count > 1)
                throw new UsageException(OutputOptions.Profile.Name, string.Join(',', profiles), "one run has one profile");
            var plan = RunCommand.Plan(line, WorkloadOptions.Traffic, profiles.Count == 0 ? null : profiles[0]);
            await session.Error.WriteLineAsync(PlanText.Of(plan));
            return await session.Runs.SimulateAsync(plan, session, ct);
        },
    };
}
