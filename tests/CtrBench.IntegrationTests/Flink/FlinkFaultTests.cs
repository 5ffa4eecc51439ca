using System.Text;
using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Validation;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>Processes of a real Flink that are killed in the middle of a run.</summary>
[Collection("Flink")]
public sealed class FlinkFaultTests(FlinkCluster cluster, ITestOutputHelper output)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_gateway_takes_no_job_with_it()
    {
        await cluster.UpForFaultsAsync();
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, 1, Ct);
        var settings = cluster.Settings with { HeartbeatInterval = TimeSpan.FromSeconds(1) };
        await using var flink = await new FlinkSqlEngine(settings).StartAsync(Query, topics.Endpoints, Ct);
        await SendAsync(topics, 0, 100);
        await cluster.KillAsync("gateway");
        try
        {
            await SendAsync(topics, 100, 100);
            while (flink.Progress.Notes.Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            await flink.StopAsync(drain: true, Ct);
        }
        finally
        {
            await cluster.StartAgainAsync("gateway");
        }

        output.WriteLine(flink.Progress.Notes[0]);
        Assert.Equal((200, 200), (flink.Progress.RecordsRead, await CountedAsync(topics)));
    }

    [Fact]
    public async Task A_killed_TaskManager_loses_nothing_and_doubles_nothing_when_results_are_exactly_once()
    {
        await cluster.UpForFaultsAsync();
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, 1, Ct);
        var query = Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce, CheckpointIntervalMs = 1_000 } };
        await using var flink = await new FlinkSqlEngine(cluster.Settings).StartAsync(query, topics.Endpoints, Ct);
        await SendAsync(topics, 0, 100);
        while (flink.Progress.Flink!.CheckpointsCompleted < 3) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        await cluster.KillAsync("taskmanager");
        await SendAsync(topics, 100, 100);
        await cluster.StartAgainAsync("taskmanager");
        while (flink.Progress.Flink!.Restarts == 0 || flink.Progress.Flink.State != "RUNNING")
        {
            Assert.False(flink.Completion.IsCompleted, "the job ended");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }

        await SendAsync(topics, 200, 100);
        await flink.StopAsync(drain: true, Ct);
        foreach (var fault in flink.Progress.Flink.Faults) output.WriteLine($"{fault.AtMs} {fault.Message}");
        Assert.NotEmpty(flink.Progress.Flink.Faults);
        Assert.Equal(300, flink.Progress.RecordsRead);
        Assert.Equal(300, await CountedAsync(topics));
    }

    private static CtrQuery Query => new() { WindowMs = 1_000, WatermarkDelayMs = 0, Delivery = new() { CheckpointIntervalMs = 0 } };

    private static async Task SendAsync(FlinkTopics topics, int from, int count)
    {
        await using var writer = topics.Transport.OpenWriter(topics.Endpoints.EventsTopic);
        for (var i = from; i < from + count; i++)
            writer.Append(0, default, Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"event_type":"view","event_time_ms":{{1_760_000_000_000 + i * 100}},"producer_timestamp_ns":1}""")));
        await writer.FlushAsync(Ct);
    }

    // Events in results; a window that came twice is counted twice, and fails the test.
    private static async Task<long> CountedAsync(FlinkTopics topics)
    {
        IReadOnlyList<LiveResult> results = await StoredTopic.ResultsAsync(topics.Endpoints, topics.Endpoints.ResultsTopic, Assert.Fail, Ct);
        return results.Sum(r => r.Result.Views + r.Result.Clicks);
    }
}
