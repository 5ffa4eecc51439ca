using CtrBench.Engines;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Running;

/// <summary>An engine that ends at its first record: by an error, or as if all were well.</summary>
internal sealed class EndingEngine(Exception? failure) : IStreamEngine
{
    public EngineId Id => EngineId.Continuous;

    public async Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct) =>
        new Query(await endpoints.Transport.OpenReaderAsync(endpoints.EventsTopic, ct: ct), failure);

    private sealed class Query(ITopicReader reader, Exception? failure) : IRunningQuery
    {
        public Task Completion { get; } = EndAsync(reader, failure);

        public QueryProgress Progress { get; } = new();

        public Task StopAsync(bool drain, CancellationToken ct) => Completion;

        public async ValueTask DisposeAsync()
        {
            await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await reader.DisposeAsync();
        }

        private static async Task EndAsync(ITopicReader reader, Exception? failure)
        {
            await reader.WaitToReadAsync(CancellationToken.None);
            if (failure is not null) throw failure;
        }
    }
}
