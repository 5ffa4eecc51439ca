using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Semantics;

namespace CtrBench.Benchmarks.Faults;

/// <summary>One twin on topics of its own, one of which is struck.</summary>
/// <param name="twin">Which twin.</param>
/// <param name="guarantee">Its delivery guarantee.</param>
/// <param name="address">The broker.</param>
/// <param name="name">What its topics are called after.</param>
/// <param name="folder">Where its folders are.</param>
internal sealed class TopicFaultTry(string twin, string guarantee, string address, string name, string folder) : IAsyncDisposable
{
    // In the past, so that results come at once; later events are closer together than the delay.
    private const int StepMs = 20;
    private readonly KafkaTransport _transport = new(
        new() { BootstrapServers = address, RunMark = "faults" }, TimeProvider.System);

    private readonly Dictionary<long, long> _sent = [];
    private readonly StringBuilder _words = new();
    private ITopicWriter? _writer;
    private Process? _process;
    private int _partitions = 1;
    private int _runs;
    private long _nextMs = 1_760_000_400_000;

    /// <summary>Topic of events.</summary>
    public string Events { get; } = $"{name}-events";

    /// <summary>Topic of results.</summary>
    public string Results { get; } = $"{name}-results";

    /// <summary>Changes topics as any program does it.</summary>
    public IAdminClient Admin { get; } =
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Events sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>What the running process has said.</summary>
    public string Words
    {
        get
        {
            lock (_words) return _words.ToString();
        }
    }

    /// <summary>The topics, some events, and a twin that has given results for them.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        await _transport.CreateTopicsAsync([new(Events, 1), new(Results, 1)], ct);
        await GrowAsync(1, ct);
        Start();
        await using var reader = await _transport.OpenResultsReaderAsync(Results, ct: ct);
        var arrived = reader.WaitToReadAsync(ct).AsTask();
        while (!arrived.IsCompleted && !_process!.HasExited)
        {
            await SendAsync(50, ct);
            await Task.Delay(200, ct);
        }

        if (_process!.HasExited) throw new InvalidOperationException($"{name}: {Words}");
    }

    /// <summary>Starts the twin, again on the same checkpoints.</summary>
    public void Start(params string[] more)
    {
        string[] line =
        [
            Path.Combine(AppContext.BaseDirectory, "ctrbench.dll"), "run", "--engine", twin, "--traffic", "none", "--kafka", address,
            "--events-topic", Events, "--results-topic", Results, "--window", "1s", "--delay", "5s", "--guarantee", guarantee,
            "--checkpoint", Path.Combine(folder, name), "--out", Path.Combine(folder, $"{name}-{++_runs}"),
            .. twin == "microbatch" ? (string[])["--trigger", "200ms"] : ["--tick", "50ms", "--checkpoint-interval", "300ms"],
            .. more,
        ];
        lock (_words) _words.Clear();
        _process?.Dispose();
        _process = Process.Start(
            new ProcessStartInfo("dotnet", line) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Sends it a signal: STOP, CONT, INT.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"])!;
        kill.WaitForExit();
    }

    /// <summary>Its exit code; null when it does not end in time.</summary>
    public async Task<int?> EndedAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        await _process!.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_process.HasExited) return _process.ExitCode;
        Signal("KILL");
        return null;
    }

    /// <summary>A writer to this many partitions.</summary>
    public async Task GrowAsync(int partitions, CancellationToken ct)
    {
        while (await CountAsync(ct) < partitions) await Task.Delay(100, ct);
        if (_writer is not null) await _writer.DisposeAsync();
        (_writer, _partitions) = (await _transport.OpenWriterAsync(Events, ct), partitions);
    }

    /// <summary>Sends events, to all partitions in turn.</summary>
    public async Task SendAsync(int count, CancellationToken ct)
    {
        for (var i = 0; i < count; i++, _nextMs += StepMs)
        {
            Append((int)(Sent++ % _partitions), _nextMs);
            _sent[_nextMs / 1_000 * 1_000] = _sent.GetValueOrDefault(_nextMs / 1_000 * 1_000) + 1;
        }

        await _writer!.FlushAsync(ct);
    }

    /// <summary>Deletes a topic.</summary>
    public async Task DeleteAsync(string topic)
    {
        if (_writer is not null) await _writer.DisposeAsync();
        _writer = null;
        await Admin.DeleteTopicsAsync([topic]);
    }

    /// <summary>Deletes a topic and makes it again, with as many records as before.</summary>
    public async Task ReplaceAsync(string topic, CancellationToken ct)
    {
        await DeleteAsync(topic);
        // The deletion may take its time.
        for (var made = false; !made;)
        {
            try
            {
                await Admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);
                made = true;
            }
            catch (CreateTopicsException)
            {
                await Task.Delay(100, ct);
            }
        }

        await GrowAsync(1, ct);
        if (topic == Events) await SendAsync((int)Sent, ct);
    }

    /// <summary>Deletes the topics of marks of this query.</summary>
    public Task DeleteMarksAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var all = Admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(topic => topic.Topic);
        return Admin.DeleteTopicsAsync(all.Where(topic => topic.StartsWith($"{Results}-mark-", StringComparison.Ordinal)));
    }

    /// <summary>Closes the last windows, and compares: events that no result counts, and results that came again.</summary>
    public async Task<(long Lost, long Duplicated)> CompareAsync(CancellationToken ct)
    {
        var last = _sent.Keys.Max();
        await using var reader = await _transport.OpenResultsReaderAsync(Results, ct: ct);
        Dictionary<long, List<long>> given = [];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        for (var i = 1; !given.ContainsKey(last) && !limit.IsCancellationRequested; i++)
        {
            if (i % 10 == 1)
            {
                for (var p = 0; p < _partitions; p++) Append(p, last + i * 1_000_000L);
                await _writer!.FlushAsync(limit.Token);
            }

            await Task.Delay(100, ct);
            while (reader.TryRead(0, 1_000, out var batch))
            {
                using (batch)
                {
                    for (var r = 0; r < batch.Count; r++)
                    {
                        var result = WindowResultJson.Read(batch.Value(r), out _)!;
                        if (!given.TryGetValue(result.WindowStartMs, out var views)) given[result.WindowStartMs] = views = [];
                        views.Add(result.Views);
                    }
                }
            }
        }

        var (lost, duplicated) = (0L, 0L);
        foreach (var (window, views) in _sent)
        {
            if (!given.TryGetValue(window, out var found)) lost += views;
            else (lost, duplicated) = (lost + Math.Abs(views - found[^1]), duplicated + found.Count - 1);
        }

        return (lost, duplicated);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) Signal("KILL");
        _process?.Dispose();
        if (_writer is not null) await _writer.DisposeAsync();
        await _transport.DisposeAsync();
        Admin.Dispose();
    }

    // A topic that was just created is not known at once.
    private async Task<int> CountAsync(CancellationToken ct)
    {
        try
        {
            return await _transport.PartitionsAsync(Events, ct);
        }
        catch (UnknownTopicException)
        {
            return 0;
        }
    }

    private void Append(int partition, long ms) => _writer!.Append(partition, "k"u8, Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"{{\"event_type\":\"view\",\"event_time_ms\":{ms},\"producer_timestamp_ns\":{ms}000000}}")));

    private void Hear(string? line)
    {
        if (line is null || line.Contains('%')) return;
        lock (_words) _words.AppendLine(line);
    }
}
