using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>produce</c>: N producers into a topic.</summary>
internal static class ProduceCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "produce",
        Summary = "Send traffic into a topic and report what was really sent, and how late",
        Examples =
        [
            "produce --rate 100k/s --producers 4 --duration 30s",
            "produce --traffic mmpp --mmpp 0.2:30s,5:5s --seed 7",
            "produce --trace clicks.csv --speed 100 --json",
        ],
        Options = [.. WorkloadOptions.All, .. EngineOptions.Endpoints, OutputOptions.Out],
        Body = async (line, session, ct) =>
        {
            var workload = WorkloadOptions.Read(line);
            var runId = FolderNames.RunName("produce", workload);
            var plan = new ProducePlan(runId, workload, FolderNames.Choose(line, runId));
            await session.Error.WriteLineAsync($"{PlanText.Of(workload)} -> {plan.Folder}");
            return await session.Runs.ProduceAsync(plan, session, ct);
        },
    };
}
