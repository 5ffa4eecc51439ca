using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Doctor;

/// <summary>Looks at Spark Connect: asks for its version, as a run does first.</summary>
internal static class SparkCheck
{
    private const string Name = "Spark Connect";

    // A server that has just been started loads classes for the first call.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What is found there.</summary>
    public static async Task<EndpointFinding> LookAsync(SparkPlan? spark, TimeProvider clock, CancellationToken ct)
    {
        if (spark is null)
        {
            return new EndpointFinding(Name, null, EndpointState.NotConfigured)
            {
                Words = "give --spark http://localhost:15002 or set CTRBENCH_SPARK; docker compose up -d starts one",
            };
        }

        var address = spark.Server.ToString().TrimEnd('/');
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var patience = new CancellationTokenSource(Patience, clock);
        await using var link = patience.Token.Register(limit.Cancel);
        try
        {
            return new EndpointFinding(Name, address, EndpointState.Answers)
            {
                Version = await SparkProbe.VersionAsync(spark.Server, spark.Token, clock, limit.Token),
            };
        }
        catch (EngineSetupException e)
        {
            return new EndpointFinding(Name, address, EndpointState.Fails) { Words = Remedies.Words(e) };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new EndpointFinding(Name, address, EndpointState.Fails)
            {
                Words = FormattableString.Invariant($"no answer within {Patience.TotalSeconds:0} s. ")
                    + "Is it Spark Connect's port (15002)? It is started by sbin/start-connect-server.sh, or docker compose up -d.",
            };
        }
    }
}
