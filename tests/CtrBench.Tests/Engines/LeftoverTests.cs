using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.SparkConnect;
using CtrBench.Engines.SparkConnect.Wire;
using CtrBench.Tests.Engines.FlinkSql;
using CtrBench.Tests.Engines.SparkConnect;

namespace CtrBench.Tests.Engines;

/// <summary>What a killed process leaves on a real engine is found by the run's id and ended; nothing else is.</summary>
public sealed class LeftoverTests
{
    private static readonly Guid Id = new("36d24aa7-d3ea-4772-bef1-bf3820cbdd47");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_of_the_run_is_cancelled_on_flink()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { RunId = Id };
        await using (await rig.StartQueryAsync())
        {
            Assert.Equal($"ctrbench-{Id:N}", rig.Flink.JobName);
            Assert.False(await Other(rig).EndLeftoverAsync(TimeProvider.System, Ct));
            Assert.Equal(0, rig.Flink.Count("PATCH"));
            Assert.True(await rig.Engine.EndLeftoverAsync(TimeProvider.System, Ct));
            Assert.Equal(1, rig.Flink.Count("PATCH"));
            // It has ended by now: there is nothing to end again.
            Assert.False(await rig.Engine.EndLeftoverAsync(TimeProvider.System, Ct));
        }

        Assert.False(await new FlinkSqlEngine(rig.Settings with { RunId = null }).EndLeftoverAsync(TimeProvider.System, Ct));
    }

    [Fact]
    public async Task A_query_of_the_run_and_its_checkpoint_are_removed_from_spark()
    {
        await using var server = await FakeSparkServer.StartAsync();
        var session = server.Client(sessionId: Id.ToString());
        await session.ProbeAsync(Ct);
        await session.StartAsync(new StartStream { QueryName = "q" }, Ct);
        var engine = new SparkConnectEngine(server.Address, settings: new SparkConnectSettings { RunId = Id });
        Assert.True(await engine.EndLeftoverAsync(TimeProvider.System, Ct));
        Assert.All(server.Spark.Queries, query => Assert.False(query.Query.Active));
        Assert.Equal([$"DROP DATABASE IF EXISTS ctrbench_{Id:N} CASCADE"], server.Spark.Sql);
        Assert.Contains("ReleaseSession", server.Spark.Calls);
        Assert.False(await engine.EndLeftoverAsync(TimeProvider.System, Ct));
    }

    [Fact]
    public async Task An_engine_that_is_away_is_named()
    {
        var nobody = new Uri("http://127.0.0.1:1");
        var flink = new FlinkSqlEngine(new FlinkSettings { Gateway = nobody, Rest = nobody, RunId = Id, RetryDelay = TimeSpan.FromMilliseconds(1) });
        var refusal = await Assert.ThrowsAsync<EngineSetupException>(() => flink.EndLeftoverAsync(TimeProvider.System, Ct));
        Assert.StartsWith("Flink's JobManager does not answer at http://127.0.0.1:1/", refusal.Message);
        var spark = new SparkConnectEngine(nobody, settings: new SparkConnectSettings { RunId = Id });
        Assert.StartsWith("The Spark server at http://127.0.0.1:1/ does not answer",
            (await Assert.ThrowsAsync<EngineSetupException>(() => spark.EndLeftoverAsync(TimeProvider.System, Ct))).Message);
    }

    private static FlinkSqlEngine Other(FlinkRig rig) => new(rig.Settings with { RunId = Guid.Empty });
}
