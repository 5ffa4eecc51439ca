using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Running;

/// <summary>What a query may say and a run on fresh topics cannot use.</summary>
internal static class RunnablePlan
{
    /// <summary>Throws for a query that would end before the first event.</summary>
    /// <exception cref="UsageException">The plan is none for a run.</exception>
    public static void ThrowUnlessRunnable(RunPlan plan)
    {
        if (plan.Query.MicroBatch.AvailableNow)
            throw new UsageException(
                "--available-now", text: null, "ends the engine before the first event: a run starts it on empty topics; leave it out");
    }
}
