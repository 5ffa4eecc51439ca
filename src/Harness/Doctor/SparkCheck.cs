using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Doctor;

/// <summary>Checks Spark Connect: reads its version, as a run does first.</summary>
internal static class SparkCheck
{
    private const string Name = "Spark Connect";

    // A server that was just started loads classes at the first call.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The result of the check.</summary>
    public static async Task<EndpointFinding> LookAsync(SparkConnection? spark, TimeProvider clock, CancellationToken ct)
    {
        if (spark is null)
        {
            return new EndpointFinding(Name, null, EndpointState.NotConfigured)
            {
                Message = "pass --spark http://localhost:15002 or set CTRBENCH_SPARK; docker compose up -d starts one",
            };
        }

        var address = spark.Server.ToString().TrimEnd('/');
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timeout = new CancellationTokenSource(Timeout, clock);
        await using var link = timeout.Token.Register(limit.Cancel);
        try
        {
            return new EndpointFinding(Name, address, EndpointState.Answers)
            {
                Version = await SparkProbe.VersionAsync(spark.Server, spark.Token, clock, limit.Token),
            };
        }
        catch (EngineSetupException e)
        {
            return new EndpointFinding(Name, address, EndpointState.Fails) { Message = Remedies.MessageOf(e) };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new EndpointFinding(Name, address, EndpointState.Fails)
            {
                Message = FormattableString.Invariant($"no answer within {Timeout.TotalSeconds:0} s. ")
                    + "Is it the Spark Connect port (15002)? Start it with sbin/start-connect-server.sh, or docker compose up -d.",
            };
        }
    }
}
