namespace CtrBench.Engines.FlinkSql;

/// <summary>Where the TaskManagers of a cluster are, so that their processes can be found.</summary>
internal static class FlinkWorkers
{
    /// <summary>Host and port of each TaskManager as its JobManager reaches it; null when it does not say.</summary>
    public static async Task<IReadOnlyList<Uri>?> AddressesAsync(FlinkSettings settings, TimeProvider clock, CancellationToken ct)
    {
        using var clients = new FlinkClients(settings, clock, handler: null);
        try
        {
            var workers = await clients.Jobs.TaskManagersAsync(ct).ConfigureAwait(false);
            return [.. workers.Select(worker => AddressOf(worker.Path)).OfType<Uri>()];
        }
        catch (FlinkRequestException)
        {
            return null;
        }
    }

    // pekko.tcp://flink@host:6122/user/rpc/taskmanager_0
    private static Uri? AddressOf(string path) =>
        Uri.TryCreate(path.Replace("pekko.tcp:", "tcp:", StringComparison.Ordinal), UriKind.Absolute, out var address)
        && address.Port > 0 ? address : null;
}
