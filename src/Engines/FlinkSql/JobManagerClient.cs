namespace CtrBench.Engines.FlinkSql;

/// <summary>The JobManager: jobs, metrics, stops. Version 1 of its REST.</summary>
internal sealed class JobManagerClient(FlinkHttp http)
{
    // Flink's server rejects a request line longer than 4096 characters.
    private const int MaxNamesLength = 2_500;

    /// <summary>The address, for messages.</summary>
    public Uri Address => http.Address;

    /// <summary>TaskManagers, slots, version.</summary>
    public Task<JobManagerWire.Overview> OverviewAsync(CancellationToken ct) =>
        http.GetAsync<JobManagerWire.Overview>("v1/overview", ct);

    /// <summary>The TaskManagers.</summary>
    public async Task<IReadOnlyList<JobManagerWire.TaskManager>> TaskManagersAsync(CancellationToken ct) =>
        (await http.GetAsync<JobManagerWire.TaskManagers>("v1/taskmanagers", ct).ConfigureAwait(false)).All;

    /// <summary>The configuration as the cluster was started with; missing settings have Flink's default.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ConfigAsync(CancellationToken ct)
    {
        var entries = await http.GetAsync<JobManagerWire.ConfigEntry[]>("v1/jobmanager/config", ct).ConfigureAwait(false);
        return entries.GroupBy(e => e.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
    }

    /// <summary>Every job known to the cluster.</summary>
    public async Task<IReadOnlyList<JobManagerWire.JobLine>> JobsAsync(CancellationToken ct) =>
        (await http.GetAsync<JobManagerWire.Jobs>("v1/jobs/overview", ct).ConfigureAwait(false)).All;

    /// <summary>Current state of a job.</summary>
    public async Task<string> StatusAsync(string job, CancellationToken ct) =>
        (await http.GetAsync<JobManagerWire.JobStatus>($"v1/jobs/{job}/status", ct).ConfigureAwait(false)).Status;

    /// <summary>A job with its vertices, up to 3 s old.</summary>
    public Task<JobManagerWire.Job> JobAsync(string job, CancellationToken ct) =>
        http.GetAsync<JobManagerWire.Job>($"v1/jobs/{job}", ct);

    /// <summary>Its failures, newest first.</summary>
    public async Task<IReadOnlyList<JobManagerWire.ExceptionEntry>> ExceptionsAsync(string job, CancellationToken ct)
    {
        var exceptions = await http.GetAsync<JobManagerWire.Exceptions>($"v1/jobs/{job}/exceptions", ct).ConfigureAwait(false);
        return exceptions.ExceptionHistory?.Entries ?? [];
    }

    /// <summary>Restart count of a vertex's subtasks, and whether all of them run; up to 3 s old.</summary>
    public async Task<(long Attempts, bool AllRun)> AttemptsAsync(string job, string vertex, CancellationToken ct)
    {
        var details = await http.GetAsync<JobManagerWire.VertexDetails>($"v1/jobs/{job}/vertices/{vertex}", ct).ConfigureAwait(false);
        return (
            details.Subtasks.Select(subtask => subtask.Attempt).DefaultIfEmpty().Max(),
            details.Subtasks.All(subtask => subtask.Status == FlinkState.Running));
    }

    /// <summary>Names of the metrics of a vertex.</summary>
    public async Task<IReadOnlyList<string>> MetricNamesAsync(string job, string vertex, CancellationToken ct)
    {
        var path = $"v1/jobs/{job}/vertices/{vertex}/subtasks/metrics";
        return [.. (await http.GetAsync<JobManagerWire.Metric[]>(path, ct).ConfigureAwait(false)).Select(metric => metric.Id)];
    }

    /// <summary>Metrics of a vertex over its subtasks: smallest, largest, sum.</summary>
    public async Task<IReadOnlyList<JobManagerWire.Metric>> MetricsAsync(
        string job, string vertex, IReadOnlyList<string> names, CancellationToken ct)
    {
        var all = new List<JobManagerWire.Metric>(names.Count);
        foreach (var part in Parts(names))
        {
            var path = $"v1/jobs/{job}/vertices/{vertex}/subtasks/metrics?get={part}&agg=min,max,sum";
            all.AddRange(await http.GetAsync<JobManagerWire.Metric[]>(path, ct).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>Metrics of a job as a whole, by name.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> JobMetricsAsync(string job, string names, CancellationToken ct) =>
        (await http.GetAsync<JobManagerWire.JobMetric[]>($"v1/jobs/{job}/metrics?get={names}", ct).ConfigureAwait(false))
            .GroupBy(metric => metric.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);

    /// <summary>Its checkpoints so far.</summary>
    public Task<JobManagerWire.Checkpoints> CheckpointsAsync(string job, CancellationToken ct) =>
        http.GetAsync<JobManagerWire.Checkpoints>($"v1/jobs/{job}/checkpoints", ct);

    /// <summary>Its effective checkpoint interval, ms; null: none.</summary>
    public async Task<long?> CheckpointIntervalMsAsync(string job, CancellationToken ct)
    {
        var config = await http.GetAsync<JobManagerWire.CheckpointConfig>($"v1/jobs/{job}/checkpoints/config", ct).ConfigureAwait(false);
        return config.Interval is > 0 and < long.MaxValue ? config.Interval : null;
    }

    /// <summary>Cancels a job, in any state.</summary>
    public Task CancelAsync(string job, CancellationToken ct) => http.DoAsync(HttpMethod.Patch, $"v1/jobs/{job}?mode=cancel", ct);

    /// <summary>
    /// Stops a job with a savepoint, after the end of its input if draining; returns the request's id.
    /// </summary>
    public async Task<string> StopAsync(string job, bool drain, string? folder, CancellationToken ct) =>
        (await http.PostAsync<JobManagerWire.Stop, JobManagerWire.Trigger>(
            $"v1/jobs/{job}/stop", new JobManagerWire.Stop(drain, folder), FlinkJson.Default.Stop, ct)
            .ConfigureAwait(false)).RequestId;

    /// <summary>Takes a savepoint of a running job; returns the request's id.</summary>
    public async Task<string> SavepointAsync(string job, string? folder, CancellationToken ct)
    {
        var body = new JobManagerWire.Savepoint(CancelJob: false, folder);
        var trigger = await http.PostAsync<JobManagerWire.Savepoint, JobManagerWire.Trigger>(
            $"v1/jobs/{job}/savepoints", body, FlinkJson.Default.Savepoint, ct).ConfigureAwait(false);
        return trigger.RequestId;
    }

    /// <summary>Status of a stop or a savepoint.</summary>
    public Task<JobManagerWire.TriggerStatus> SavepointStatusAsync(string job, string request, CancellationToken ct) =>
        http.GetAsync<JobManagerWire.TriggerStatus>($"v1/jobs/{job}/savepoints/{request}", ct);

    /// <summary>Requests the deletion of a savepoint, which Flink does asynchronously.</summary>
    public Task DiscardAsync(string path, CancellationToken ct) => http.PostAsync<JobManagerWire.Disposal, JobManagerWire.Trigger>(
        "v1/savepoint-disposal", new JobManagerWire.Disposal(path), FlinkJson.Default.Disposal, ct);

    private static IEnumerable<string> Parts(IReadOnlyList<string> names)
    {
        var part = "";
        foreach (var name in names.Select(Uri.EscapeDataString))
        {
            if (part.Length > 0 && part.Length + name.Length > MaxNamesLength)
            {
                yield return part;
                part = "";
            }

            part += (part.Length > 0 ? "," : "") + name;
        }

        if (part.Length > 0) yield return part;
    }
}
