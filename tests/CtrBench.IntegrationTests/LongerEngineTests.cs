namespace CtrBench.IntegrationTests;

/// <summary>
/// A gate has 25 minutes on two cores: in every one, runs of the program and scripts meet the real Flink and Spark; contract, settings,
/// faults and misuse do on request, and so does a stop while the broker is away.
/// </summary>
public static class LongerEngineTests
{
    private const string Variable = "CTRBENCH_ENGINE_TESTS";

    /// <summary>Skips the running test unless it was asked for.</summary>
    public static void Require()
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
            Assert.Skip($"one of the longer tests: {Variable}=1 runs them");
    }
}
