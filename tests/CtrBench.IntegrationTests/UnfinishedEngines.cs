namespace CtrBench.IntegrationTests;

/// <summary>
/// Tests on a real Flink and Spark run on request: their adapters are not part of the command line yet, and some of their tests have not
/// been seen to pass.
/// </summary>
public static class UnfinishedEngines
{
    private const string Variable = "CTRBENCH_ENGINE_TESTS";

    /// <summary>Skips the running test unless it was asked for.</summary>
    public static void Require()
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
            Assert.Skip($"the adapters of Flink and Spark are not finished; {Variable}=1 runs their tests on the real engines");
    }
}
