using System.Globalization;
using System.Net;
using System.Text.Json;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// Starts a job: checks, session, tables, INSERT, wait until it reads. Everything created so far can be undone at any step.
/// </summary>
internal sealed class FlinkStart(FlinkClients clients, FlinkSettings settings, EngineEndpoints endpoints, KafkaSettings kafka)
{
    private static readonly TimeSpan UndoWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DefaultMetricsInterval = TimeSpan.FromSeconds(10);
    private const long MostMs = 86_400_000;
    private static readonly TimeSpan DefaultWebTimeout = TimeSpan.FromMinutes(10);

    private string? _session;
    private string? _jobId;
    private bool _submitted;

    /// <summary>The version of a Flink; gateway and cluster must agree on it.</summary>
    public static async Task<FlinkVersion> VersionAsync(FlinkClients clients, CancellationToken ct)
    {
        var info = await Gateway(clients, clients.Gateway.InfoAsync(ct)).ConfigureAwait(false);
        if (info.ProductName != "Apache Flink" || info.Version is not { } version)
            throw new EngineSetupException($"{clients.Gateway.Address} is not a Flink SQL Gateway: its product name is "
                + $"'{info.ProductName}'.");
        return FlinkVersion.Parse(version);
    }

    /// <summary>Starts the job and waits until it reads.</summary>
    public async Task<FlinkQuery> RunAsync(CtrQuery query, FlinkJobNames names, FlinkScript script, CancellationToken ct)
    {
        var cluster = await CheckClusterAsync(query, ct).ConfigureAwait(false);
        var partitions = await endpoints.Transport.PartitionsAsync(names.EventsTopic, ct).ConfigureAwait(false);
        await endpoints.Transport.PartitionsAsync(names.ResultsTopic, ct).ConfigureAwait(false);
        var starts = settings.RestoreFrom is null ? await OldestAsync(names.EventsTopic, partitions, ct).ConfigureAwait(false) : null;
        var session = _session = await Gateway(
            clients, clients.Gateway.OpenSessionAsync(names.Job, script.Properties, ct)).ConfigureAwait(false);
        var jobId = _jobId = await SubmitAsync(session, script, ct).ConfigureAwait(false);
        var job = new FlinkJob(jobId, names, query, partitions, session) { Starts = starts };
        var monitor = new FlinkMonitor(clients.Jobs, job, cluster, settings, endpoints.Clock);
        try
        {
            if (!cluster.Version.IsKnown)
            {
                await monitor.NoteAsync(
                    $"Flink {cluster.Version.Text} has not been tested with this program (tested: {FlinkVersion.KnownText}); its twin uses "
                    + "the rules of the nearest version").ConfigureAwait(false);
            }

            foreach (var note in FlinkLoss.StartNotes(job)) await monitor.NoteAsync(note).ConfigureAwait(false);
            await UntilReadingAsync(monitor, job, ct).ConfigureAwait(false);
            await CheckCheckpointsAsync(job, ct).ConfigureAwait(false);
            return new FlinkQuery(clients, job, monitor, settings, cluster, endpoints);
        }
        catch
        {
            monitor.Dispose();
            throw;
        }
    }

    /// <summary>Removes what an incomplete start has left: the job, found by its name if its id is unknown, and the session.</summary>
    public async Task UndoAsync(string jobName)
    {
        using var limit = new CancellationTokenSource(UndoWithin, endpoints.Clock);
        var id = _jobId;
        if (id is null && _submitted) id = await FindAsync(jobName, limit.Token).ConfigureAwait(false);
        await FlinkQuery.CleanUpAsync(clients, settings, endpoints.Clock, id, _session, limit.Token).ConfigureAwait(false);
    }

    // An interrupted submission may still be in progress: look for it a few times.
    private async Task<string?> FindAsync(string jobName, CancellationToken ct)
    {
        try
        {
            for (var i = 0; i < 10; i++)
            {
                var jobs = await clients.Jobs.JobsAsync(ct).ConfigureAwait(false);
                if (jobs.FirstOrDefault(job => job.Name == jobName) is { } found) return found.Jid;
                await Task.Delay(settings.StepDelay, endpoints.Clock, ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is FlinkRequestException or OperationCanceledException)
        {
            // Nothing more can be done here.
        }

        return null;
    }

    private async Task<ClusterFacts> CheckClusterAsync(CtrQuery query, CancellationToken ct)
    {
        var version = await VersionAsync(clients, ct).ConfigureAwait(false);
        var overview = await Rest(clients.Jobs.OverviewAsync(ct)).ConfigureAwait(false);
        var own = FlinkVersion.Parse(overview.Version ?? "");
        if ((own.Major, own.Minor) != (version.Major, version.Minor))
        {
            throw new EngineSetupException(
                $"The SQL Gateway at {clients.Gateway.Address} is Flink {version.Text}, the cluster at {clients.Jobs.Address} is Flink "
                + $"{own.Text}: a job of one version does not run on the other", "Use a gateway of the cluster's version");
        }

        var needed = query.Continuous.SourceParallelism;
        if (overview.SlotsAvailable < needed) throw FlinkFaults.NoSlots(clients.Jobs.Address, needed, overview);
        var config = await Rest(clients.Jobs.ConfigAsync(ct)).ConfigureAwait(false);
        if (settings.SavepointFolder is null && !config.ContainsKey("execution.checkpointing.savepoint-dir")
            && !config.ContainsKey("state.savepoints.dir"))
        {
            throw new EngineSetupException(
                $"The Flink at {clients.Jobs.Address} has no savepoint folder, which is needed to stop a job",
                "Set execution.checkpointing.savepoint-dir in the cluster's configuration and restart it");
        }

        var interval = Milliseconds(config.GetValueOrDefault("metrics.fetcher.update-interval")) ?? DefaultMetricsInterval;
        if (interval == TimeSpan.Zero)
        {
            throw new EngineSetupException(
                $"The Flink at {clients.Jobs.Address} does not fetch metrics, which are needed to know what a job has read",
                "Set metrics.fetcher.update-interval to 1000 in the cluster's configuration and restart it");
        }

        return new ClusterFacts(version, interval, Milliseconds(config.GetValueOrDefault("web.timeout")) ?? DefaultWebTimeout);
    }

    // "1000", "1000 ms", "1 s": Flink accepts all of them.
    internal static TimeSpan? Milliseconds(string? text)
    {
        if (text is null) return null;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        return text[digits..].Trim() switch
        {
            "" or "ms" => Span(number, 1),
            "s" or "sec" or "second" or "seconds" => Span(number, 1_000),
            "min" or "m" or "minute" or "minutes" => Span(number, 60_000),
            _ => null,
        };
    }

    // Flink itself takes intervals beyond any run; those of a day and more are all the same to a monitor.
    private static TimeSpan Span(long number, long unitMs) =>
        TimeSpan.FromMilliseconds(Math.Min(number, MostMs / unitMs) * unitMs);

    private async Task<string> SubmitAsync(string session, FlinkScript script, CancellationToken ct)
    {
        try
        {
            foreach (var table in script.Tables) await clients.Gateway.ExecuteAsync(session, table, ct).ConfigureAwait(false);
            _submitted = true;
            var outcome = await clients.Gateway.ExecuteAsync(session, script.Insert, ct).ConfigureAwait(false);
            return outcome.JobId ?? (outcome.Rows is [[{ ValueKind: JsonValueKind.String } id, ..], ..] ? id.GetString() : null)
                ?? throw new EngineSetupException($"The SQL Gateway at {clients.Gateway.Address} accepted the INSERT but returned no job "
                    + "id.");
        }
        catch (FlinkStatementException e)
        {
            throw FlinkFaults.OfStatement(e, clients.Gateway.Address);
        }
    }

    // A job that restarts before it was ready will do so forever: with checkpoints enabled it never becomes FAILED.
    private async Task UntilReadingAsync(FlinkMonitor monitor, FlinkJob job, CancellationToken ct)
    {
        var startedAt = endpoints.Clock.GetTimestamp();
        while (true)
        {
            string state;
            try
            {
                state = await monitor.LookAsync(ct).ConfigureAwait(false);
            }
            catch (FlinkRequestException e) when (e.Status == HttpStatusCode.NotFound)
            {
                throw new EngineSetupException(
                    $"The job that the SQL Gateway at {clients.Gateway.Address} started is not known at {clients.Jobs.Address}: "
                    + "the two addresses belong to different clusters.", cause: e);
            }
            catch (FlinkRequestException e)
            {
                throw FlinkFaults.NoRest(clients.Jobs.Address, e);
            }

            if (monitor.LastFault is { } fault) throw FlinkFaults.OfStart(fault, job, kafka.BootstrapServers, clients.Jobs.Address);
            if (FlinkState.IsTerminal(state)) throw FlinkQuery.Ended(job, state, null);
            if (state == FlinkState.Running && monitor.IsReading) return;
            if (endpoints.Clock.GetElapsedTime(startedAt) > settings.ReadyWithin)
            {
                throw new EngineSetupException(
                    FormattableString.Invariant(
                        $"The Flink job {job.Id} was not reading after {settings.ReadyWithin.TotalSeconds:0} s: its state is {state}, ")
                    + FormattableString.Invariant($"{monitor.Last.Positions.Count} of ")
                    + $"{PluralText.Of(job.Partitions, "partition", "is", "are")} read",
                    $"Check the logs of {clients.Jobs.Address}");
            }

            await Task.Delay(settings.StepDelay, endpoints.Clock, ct).ConfigureAwait(false);
        }
    }

    // The only setting that a session cannot disable: an interval in the cluster's configuration.
    private async Task CheckCheckpointsAsync(FlinkJob job, CancellationToken ct)
    {
        var wanted = job.Query.Delivery.CheckpointIntervalMs;
        var held = await Rest(clients.Jobs.CheckpointIntervalMsAsync(job.Id, ct)).ConfigureAwait(false) ?? 0;
        if (held != wanted)
        {
            throw new QueryRefusedException(QueryFields.CheckpointInterval, FormattableString.Invariant(
                $"{wanted} ms was requested, but the cluster's configuration sets {held} ms; use that value, or change it there ")
                + "(execution.checkpointing.interval)");
        }
    }

    // Where the job will begin to read (earliest-offset), as every other engine and the oracle do.
    private async Task<long[]> OldestAsync(string topic, int partitions, CancellationToken ct)
    {
        var reader = await endpoints.Transport.OpenReaderAsync(topic, null, RecordDetail.ValuesOnly, ct).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        return [.. Enumerable.Range(0, partitions).Select(p => reader.State?.FirstKept[p] ?? reader.Position(p))];
    }

    private static async Task<T> Gateway<T>(FlinkClients clients, Task<T> request)
    {
        try
        {
            return await request.ConfigureAwait(false);
        }
        catch (FlinkRequestException e)
        {
            throw FlinkFaults.NoGateway(clients.Gateway.Address, e);
        }
    }

    private async Task<T> Rest<T>(Task<T> request)
    {
        try
        {
            return await request.ConfigureAwait(false);
        }
        catch (FlinkRequestException e)
        {
            throw FlinkFaults.NoRest(clients.Jobs.Address, e);
        }
    }
}
