using CtrBench.Engines.FlinkSql;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Resources;

/// <summary>Finds the processes of a run on this machine: its own, and those that listen at the addresses of broker and engine.</summary>
internal static class RunProcesses
{
    private const string Elsewhere = "not a process of this machine";

    /// <summary>The watch over a run's processes; without Linux's files every figure is unknown.</summary>
    public static async Task<ResourceWatch> WatchAsync(RunPlan run, TimeProvider clock, CancellationToken ct)
    {
        var files = new ProcFiles();
        var held = run.Engine.IsReal ? "producers, collector" : $"producers, collector and {run.Engine} share a process";
        List<WatchedPart> parts =
        [
            files.Exist
                ? new WatchedPart(RunPart.Ctrbench, $"ctrbench: {held}", [Environment.ProcessId], null)
                : new WatchedPart(RunPart.Ctrbench, $"ctrbench: {held}", [], "this system does not say in /proc"),
        ];
        if (run.Broker is { } broker) parts.Add(BrokerOf(broker.Address, files));
        if (run.Real?.Flink is { } flink) parts.Add(await FlinkOfAsync(flink, files, clock, ct));
        if (run.Real?.Spark is { } spark)
        {
            parts.Add(ListenerAt(RunPart.Engine, "spark: the Spark Connect server", spark.Server.Host, spark.Server.Port, files) is var part
                && part.Pids.Count > 0 ? part with { Missing = "executors of Spark in other processes" } : part);
        }

        return new ResourceWatch(parts, run.Broker is null ? null : LocalAddress.Parse(run.Broker.Address)?.Port, files, TcpBytes.Read);
    }

    private static WatchedPart BrokerOf(string addresses, ProcFiles files)
    {
        const string What = "broker: Kafka";
        if (LocalAddress.Parse(addresses) is not { } address) return new WatchedPart(RunPart.Broker, What, [], Elsewhere);
        var part = ListenerAt(RunPart.Broker, What, address.Host, address.Port, files);
        return part.Pids.Count > 0 && addresses.Contains(',', StringComparison.Ordinal)
            ? part with { Missing = "brokers other than the first one" } : part;
    }

    // JobManager and gateway by their addresses; each TaskManager by the port that its JobManager names.
    private static async Task<WatchedPart> FlinkOfAsync(FlinkSettings flink, ProcFiles files, TimeProvider clock, CancellationToken ct)
    {
        const string What = "flink: JobManager, TaskManagers, SQL Gateway";
        var workers = await FlinkWorkers.AddressesAsync(flink, clock, ct);
        if (workers is null or [])
            return new WatchedPart(RunPart.Engine, What, [], "the JobManager does not say where its TaskManagers are");
        var all = workers.Prepend(flink.Gateway).Prepend(flink.Rest)
            .Select(uri => ListenerAt(RunPart.Engine, What, uri.Host, uri.Port, files)).ToList();
        // A part of an engine would be taken for the whole.
        return all.FirstOrDefault(part => part.Pids.Count == 0)
            ?? new WatchedPart(RunPart.Engine, What, [.. all.SelectMany(part => part.Pids).Distinct().Order()], null);
    }

    private static WatchedPart ListenerAt(RunPart part, string what, string host, int port, ProcFiles files)
    {
        if (!files.Exist) return new WatchedPart(part, what, [], "this system does not say in /proc");
        if (!LocalAddress.IsHere(host)) return new WatchedPart(part, what, [], $"{host} is {Elsewhere}");
        var pids = files.ListenersOn(port);
        if (pids.Count == 0)
            return new WatchedPart(part, what, [], FormattableString.Invariant($"no process that we may see listens on port {port} here"));
        return pids.Any(pid => files.NameOf(pid) == "docker-proxy")
            ? new WatchedPart(part, what, [], FormattableString.Invariant($"port {port} leads into a container"))
            : new WatchedPart(part, what, pids, null);
    }
}
