using CtrBench.Engines.Figures;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// Polls a job: state, metrics, restarts, checkpoints. Used by the watch loop and by a stop, one poll at a time. Metrics are up to the
/// cluster's metrics.fetcher.update-interval old.
/// </summary>
internal sealed class FlinkMonitor(
    JobManagerClient jobs, FlinkJob job, ClusterFacts cluster, FlinkSettings settings, TimeProvider clock) : IDisposable
{
    // The exception history is cached by Flink for a few seconds (web.refresh-interval).
    private static readonly TimeSpan FaultWithin = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly FlinkCounters _counters = new(settings.RestoreFrom is not null, job.StartOf);
    private readonly FlinkMetricsAge _age = new(clock);
    private readonly Dictionary<string, MetricNames> _names = new(StringComparer.Ordinal);
    private readonly List<EngineFault> _faults = [];
    private readonly List<string> _notes = [];
    private IReadOnlyList<JobManagerWire.Vertex> _vertices = [];
    private FlinkFigures _figures = Nothing(job);
    private FlinkSample _last = new();
    private long _attempts;
    private long _attemptAwaited;
    private long? _faultAwaitedSince;
    private long? _removed;
    private volatile QueryProgress _progress = new() { EngineVersion = cluster.Version.Text, Flink = Nothing(job) };

    /// <summary>The result of the last poll.</summary>
    public QueryProgress Progress => _progress;

    /// <summary>The last metrics.</summary>
    public FlinkSample Last => Volatile.Read(ref _last);

    /// <summary>Offset after the last record read, by partition.</summary>
    public IReadOnlyDictionary<int, long> Positions => _counters.Positions;

    /// <summary>Records that the sources have counted; null when the job has read some again.</summary>
    public long? RecordsOfOneRun => _counters.RecordsOfOneRun;

    /// <summary>Whether the last metrics are from after the job's last restart.</summary>
    public bool IsCurrent => _age.IsCurrent;

    /// <summary>Whether Flink currently updates no metrics, because it waits for those of a lost TaskManager.</summary>
    public bool StandsStill =>
        _age.StandsFor > settings.MetricsStillAfter + 3 * cluster.MetricsInterval
        && _age.StandsFor < cluster.WebTimeout + settings.LostAfter;

    /// <summary>Whether the sources have all their partitions.</summary>
    public bool IsReading => Last.Positions.Count == job.Partitions && Last.Late is not null;

    /// <summary>Whether the totals of a finished job were read.</summary>
    public bool HasTotals { get; private set; }

    /// <summary>Whether the job has failed or restarted and Flink has not reported the cause yet.</summary>
    public bool AwaitsFault => _faultAwaitedSince is { } since && clock.GetElapsedTime(since) < FaultWithin;

    /// <summary>The newest failure reported by Flink; null for none.</summary>
    public EngineFault? LastFault => _progress.Flink!.Faults is [.., var last] ? last : null;

    /// <summary>Polls once; returns the state.</summary>
    public async Task<string> LookAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var state = await jobs.StatusAsync(job.Id, ct).ConfigureAwait(false);
            var restarts = await RestartsAsync(state, ct).ConfigureAwait(false);
            var failed = state is FlinkState.Failed or FlinkState.Restarting && state != _figures.State;
            if (restarts > _figures.Restarts || failed) _faultAwaitedSince = clock.GetTimestamp();
            if (AwaitsFault) await ReadFaultsAsync(ct).ConfigureAwait(false);
            if (restarts > _figures.Restarts || state == FlinkState.Restarting)
            {
                _counters.OnRestart();
                _age.OnRestart();
                _names.Clear();
            }

            _figures = _figures with { State = state, Restarts = Math.Max(restarts, _figures.Restarts) };
            if (state == FlinkState.Running && IsCurrent || FlinkState.IsTerminal(state))
                await ReadMetricsAsync(ct).ConfigureAwait(false);
            if (state == FlinkState.Finished) await ReadTotalsAsync(ct).ConfigureAwait(false);
            if (job.Query.Delivery.CheckpointIntervalMs > 0) await ReadCheckpointsAsync(ct).ConfigureAwait(false);
            Publish();
            return state;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Adds a message for the user.</summary>
    public async Task NoteAsync(string note)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        AddNote(note);
        Publish();
        _one.Release();
    }

    /// <summary>Sets how many offsets were removed before the job had read them; null if unknown.</summary>
    public async Task SetRemovedAsync(long? removed, string? note)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        _removed = removed;
        if (note is not null) AddNote(note);
        Publish();
        _one.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    // Checked by metric and by attempt: when a TaskManager is lost, metrics do not change for minutes.
    private async Task<long> RestartsAsync(string state, CancellationToken ct)
    {
        var metrics = await jobs.JobMetricsAsync(job.Id, "numRestarts,runningTime", ct).ConfigureAwait(false);
        var restarts = metrics.TryGetValue("numRestarts", out var text) && long.TryParse(text, out var number) ? number : _figures.Restarts;
        var allRun = true;
        if (_vertices is [var first, ..])
            (_attempts, allRun) = await jobs.AttemptsAsync(job.Id, first.Id, ct).ConfigureAwait(false);
        // A job is RUNNING long before its tasks are, and Flink shows the metrics of the previous attempt until then.
        if (state == FlinkState.Restarting && _figures.State != state && _vertices.Count > 0) _attemptAwaited = _attempts + 1;
        _age.Add(allRun && _attempts >= _attemptAwaited ? state : FlinkState.Restarting, metrics.GetValueOrDefault("runningTime"));
        if (StandsStill) AddNote(StillNote);
        return Math.Max(restarts, _attempts);
    }

    private string StillNote => "Flink reports no new metrics for now: it waits for those of a lost TaskManager, "
        + FormattableString.Invariant($"up to {cluster.WebTimeout.TotalSeconds:0} s (web.timeout in the cluster's configuration); ")
        + "until then figures do not change and a drain waits";

    // Flink's list is newest first, ours oldest first; it is short (web.exception-history-size, 16).
    private async Task ReadFaultsAsync(CancellationToken ct)
    {
        foreach (var entry in (await jobs.ExceptionsAsync(job.Id, ct).ConfigureAwait(false)).Reverse())
        {
            var fault = FlinkFaults.Of(entry);
            if (_faults.Contains(fault)) continue;
            _faults.Add(fault);
            _faultAwaitedSince = null;
        }
    }

    private async Task ReadMetricsAsync(CancellationToken ct)
    {
        if (_vertices.Count == 0) _vertices = (await jobs.JobAsync(job.Id, ct).ConfigureAwait(false)).Vertices;
        var all = new List<(MetricNames, IReadOnlyDictionary<string, JobManagerWire.Metric>)>(_vertices.Count);
        foreach (var vertex in _vertices)
        {
            var names = await NamesAsync(vertex.Id, ct).ConfigureAwait(false);
            var values = await jobs.MetricsAsync(job.Id, vertex.Id, names.Wanted, ct).ConfigureAwait(false);
            var byName = values.GroupBy(m => m.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
            all.Add((names, byName));
        }

        var sample = FlinkSample.Of(all);
        _counters.Add(sample);
        Volatile.Write(ref _last, sample);
    }

    // Metric names appear as operators register them, so they are requested again until the vertex is complete.
    private async Task<MetricNames> NamesAsync(string vertex, CancellationToken ct)
    {
        if (_names.TryGetValue(vertex, out var known)) return known;
        var names = MetricNames.Pick(await jobs.MetricNamesAsync(job.Id, vertex, ct).ConfigureAwait(false), job.Names.EventsTopic);
        var isSource = names.RecordsIn is not null && names.Positions.Count == job.Partitions && names.Lag is not null;
        var isWindow = names.Late is not null && names.Watermark is not null && names.Sent is not null;
        if (isSource || isWindow) _names[vertex] = names;
        return names;
    }

    private async Task ReadTotalsAsync(CancellationToken ct)
    {
        var vertices = (await jobs.JobAsync(job.Id, ct).ConfigureAwait(false)).Vertices;
        var source = vertices.Where(v => v.Name.StartsWith("Source:", StringComparison.Ordinal)).Select(v => v.Metrics).ToList();
        var writer = vertices.Where(v => v.Name.Contains(": Writer", StringComparison.Ordinal)).Select(v => v.Metrics).ToList();
        if (source.Any(m => m is not { ReadRecordsComplete: true }) || writer.Any(m => m is not { WriteRecordsComplete: true })) return;
        HasTotals = true;
        _counters.SetTotals(source.Sum(m => m!.ReadRecords), writer.Sum(m => m!.WriteRecords));
    }

    private async Task ReadCheckpointsAsync(CancellationToken ct)
    {
        var checkpoints = await jobs.CheckpointsAsync(job.Id, ct).ConfigureAwait(false);
        _figures = _figures with
        {
            CheckpointsCompleted = checkpoints.Counts?.Completed ?? 0,
            CheckpointsFailed = checkpoints.Counts?.Failed ?? 0,
            LastCheckpointMs = checkpoints.Latest?.Completed?.DurationMs,
        };
    }

    private void AddNote(string note)
    {
        if (!_notes.Contains(note)) _notes.Add(note);
    }

    private static FlinkFigures Nothing(FlinkJob job) => new() { JobId = job.Id, State = "INITIALIZING" };

    private void Publish() => _progress = new QueryProgress
    {
        RecordsRead = _counters.RecordsRead,
        ResultsWritten = _counters.ResultsSent,
        WatermarkMs = _counters.WatermarkMs,
        LateDropped = _counters.LateDropped,
        RemovedOffsets = _removed,
        EngineVersion = cluster.Version.Text,
        Notes = [.. _notes],
        Flink = _figures with
        {
            BusyShare = _last.BusyShare,
            BackPressuredShare = _last.BackPressuredShare,
            LagRecords = _last.LagRecords,
            Faults = [.. _faults],
        },
    };
}

/// <summary>
/// The age of a job's metrics, derived from one that always changes while the job runs, <c>runningTime</c>. A JobManager fetches all
/// metrics together and waits for every TaskManager, also for a lost one: until its <c>web.timeout</c> has passed it shows the old ones.
/// </summary>
internal sealed class FlinkMetricsAge(TimeProvider clock)
{
    // The JobManager's own come first: those of the tasks may still be the old ones then.
    private const int MovesAfterRestart = 2;

    private string? _runningTime;
    private long _movedAt = clock.GetTimestamp();
    private int _movesToCome;

    /// <summary>Whether the metrics are from after the job's last restart.</summary>
    public bool IsCurrent => _movesToCome == 0;

    /// <summary>How long the metrics have not changed.</summary>
    public TimeSpan StandsFor => clock.GetElapsedTime(_movedAt);

    /// <summary>The job restarts: until the metrics change, they are from before the restart.</summary>
    public void OnRestart() => _movesToCome = MovesAfterRestart;

    /// <summary>Adds a sample: the job's state and its <c>runningTime</c>, null if Flink has none.</summary>
    public void Add(string state, string? runningTime)
    {
        if (state == FlinkState.Running && runningTime is not null && runningTime == _runningTime) return;
        if (state == FlinkState.Running) _movesToCome = runningTime is null ? 0 : Math.Max(0, _movesToCome - 1);
        (_runningTime, _movedAt) = (runningTime, clock.GetTimestamp());
    }
}
