using System.Text;
using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>One job on a real Flink with topics of its own, given rows 100 ms apart while something breaks.</summary>
internal sealed class FlinkFaultRun : IAsyncDisposable
{
    private const int RowMs = 100;
    private const int WindowMs = 1_000;

    private readonly FlinkTopics _topics;
    private readonly CtrQuery _query;
    private readonly ITopicWriter _writer;

    private readonly CancellationToken _ct;

    private FlinkFaultRun(FlinkTopics topics, CtrQuery query, IRunningQuery flink, ITopicWriter writer, CancellationToken ct) =>
        (_topics, _query, Flink, _writer, _ct) = (topics, query, flink, writer, ct);

    public IRunningQuery Flink { get; }

    /// <summary>Rows given so far.</summary>
    public int Sent { get; private set; }

    public static async Task<FlinkFaultRun> StartAsync(FlinkCluster cluster, DeliverySettings delivery, CancellationToken ct)
    {
        var query = new CtrQuery { WindowMs = WindowMs, WatermarkDelayMs = 0, Delivery = delivery };
        var topics = await FlinkTopics.CreateAsync(cluster.Kafka, 1, ct);
        var settings = cluster.Settings with { HeartbeatInterval = TimeSpan.FromSeconds(1) };
        var flink = await new FlinkSqlEngine(settings).StartAsync(query, topics.Endpoints, ct);
        // Open from the start: a broker that is paused tells nobody of its topics.
        return new FlinkFaultRun(topics, query, flink, await topics.Transport.OpenWriterAsync(topics.Endpoints.EventsTopic, ct), ct);
    }

    /// <summary>The next rows; returns when the broker has them.</summary>
    public async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++, Sent++)
        {
            var row = $$"""{"event_type":"view","event_time_ms":{{1_760_000_000_000 + Sent * RowMs}},"producer_timestamp_ns":1}""";
            _writer.Append(0, default, Encoding.UTF8.GetBytes(row));
        }

        await _writer.FlushAsync(_ct);
    }

    /// <summary>Waits until every window that the rows so far close has a result that readers see.</summary>
    public Task UntilResultsAsync() => Waiting.UntilAsync(
        $"results of {Sent} rows",
        async () => (await _topics.ResultsAsync(_ct)).Select(r => r.Result.WindowStartMs).Distinct().Count() >= Sent * RowMs / WindowMs - 1);

    /// <summary>Waits until the job has restarted and runs.</summary>
    public Task UntilRestartedAsync() => Waiting.UntilAsync("the job runs again", () =>
    {
        Assert.False(Flink.Completion.IsCompleted, $"the job ended: {Flink.Completion.Exception?.InnerException?.Message}");
        return Flink.Progress.Flink is { Restarts: > 0, State: "RUNNING" };
    });

    /// <summary>Drains, and gives what readers of committed results see, checked by the rules.</summary>
    public async Task<WindowReport> DrainAsync()
    {
        await Flink.StopAsync(drain: true, _ct);
        return await _topics.JudgeAsync(_query, Flink.Progress.LateDropped, _ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await Flink.DisposeAsync();
        await _topics.DisposeAsync();
    }
}
