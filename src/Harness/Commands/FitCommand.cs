using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>fit</c>: the options of a workload that is like a trace.</summary>
internal static class FitCommand
{
    private static readonly ValueOption<long> Counts = ValueOption.Duration(FitPlan.CountWindowOption,
        "Windows whose counts the bursts are estimated from; by default the shortest of 100ms, 1s, 10s, 1m, 10m, 1h and 1d with two events "
        + "in the mean");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "fit",
        Summary = "Estimate bursts and lateness of a trace, as options of a workload like it, at any rate",
        Examples = ["fit --trace clicks.csv", "fit --trace clicks.csv --trace-columns time=ts,arrival=received --count-window 10s --json"],
        Options = [WorkloadOptions.Trace, WorkloadOptions.TraceColumns, Counts, WorkloadOptions.Seed],
        Body = (line, session, ct) =>
        {
            if (!line.Gives(WorkloadOptions.Trace))
                throw new UsageException(WorkloadOptions.Trace.Name, null, "name the file with your events: --trace clicks.csv");
            var plan = new FitPlan(
                WorkloadOptions.TraceFile(line), line.GetValue(WorkloadOptions.TraceColumns)?.Value, line.GetValue(Counts)?.Value,
                line.Of(WorkloadOptions.Seed));
            return session.Runs.FitAsync(plan, session, ct);
        },
    };
}
