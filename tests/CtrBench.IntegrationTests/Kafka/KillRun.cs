using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Semantics;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>
/// Traffic without an end on real topics, and an engine in a process of its own that is killed and started again; then the traffic stops,
/// and the engine is left to come to its end.
/// </summary>
internal sealed class KillRun(KillCase drawn, string address, string folder, CancellationToken ct) : IAsyncDisposable
{
    private const int Partitions = 2;
    private const long FarMs = 10_000_000;

    private readonly string _events = $"kill-events-{Environment.ProcessId}-{drawn.Seed}";
    private readonly string _results = $"kill-results-{Environment.ProcessId}-{drawn.Seed}";
    private readonly KafkaTransport _transport = new(new KafkaSettings { BootstrapServers = address, RunMark = "kill" }, TimeProvider.System);
    private readonly List<TestRow> _rows = [];
    private readonly List<ReceivedResult> _received = [];
    private string _phase = "making the topics";
    private ProgramProcess? _engine;
    private long _lastMs;
    private int _runs;

    /// <summary>Every row sent before those that close the last windows.</summary>
    public IReadOnlyList<TestRow> Rows { get; private set; } = [];

    /// <summary>Every committed result, windows of closing rows left out.</summary>
    public IEnumerable<ReceivedResult> Results => _received.Where(r => r.WindowStartMs <= _lastMs);

    /// <summary>Runs it to its end. What is not over when it is cancelled fails with what it was about and what the engine said.</summary>
    public async Task RunAsync()
    {
        try
        {
            await RunPhasesAsync();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            var said = "no engine had been started";
            if (_engine is not null)
            {
                var state = _engine.HasEnded ? "had ended" : "was running";
                if (!_engine.HasEnded) await _engine.KillAsync(CancellationToken.None);
                var (code, output, error) = await _engine.EndAsync(CancellationToken.None);
                said = $"engine {_runs} {state}; exit code {code}, it said: {output}{error}";
            }

            Assert.Fail($"{drawn}: not over in time while {_phase}; {_received.Count} results so far; its folders are kept in {folder}; {said}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        await _transport.DisposeAsync();
        await KafkaRig.DeleteAsync(new KafkaSettings { BootstrapServers = address }, [_events, _results]);
    }

    private async Task RunPhasesAsync()
    {
        await _transport.CreateTopicsAsync([new(_events, Partitions), new(_results, 1)], ct);
        await using var reader = await _transport.OpenResultsReaderAsync(_results, ct: TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(() => SendAsync(stop.Token), ct);
        foreach (var killAfterMs in drawn.KillAfterMs)
        {
            var engine = Start();
            // A result that is new is one of this process.
            var before = _received.Count;
            _phase = $"waiting for the first result of engine {_runs}, to kill it";
            await UntilAsync(reader, engine, () => _received.Count > before);
            await Task.Delay(TimeSpan.FromMilliseconds(killAfterMs), TimeProvider.System, ct);
            await engine.KillAsync(ct);
        }

        await stop.CancelAsync();
        await sending;
        var last = Start();
        _phase = "sending what closes the last windows";
        await CloseAsync();
        var expected = NaiveOracle.Windows(Rows, KillCase.WindowMs, byAd: true).ToHashSet();
        _phase = $"waiting for every result of {expected.Count} from the last engine";
        await UntilAsync(reader, last, () => _received.Count >= expected.Count && expected.IsSubsetOf(_received));
        _phase = "waiting for the end of the last engine after SIGINT";
        last.Interrupt();
        var (code, _, error) = await last.EndAsync(ct);
        Assert.True(code == 0, $"{drawn}: the last run ended with {code}: {error}");
        Take(reader);
    }

    private ProgramProcess Start()
    {
        _engine?.Dispose();
        return _engine = ProgramProcess.Start(drawn.Line(address, _events, _results, folder, _runs++));
    }

    // No row is behind the watermark, in whatever order an engine reads the partitions: none is late.
    private async Task SendAsync(CancellationToken stop)
    {
        var random = new SeededRandom((ulong)drawn.Seed + 1_000);
        await using var writer = await _transport.OpenWriterAsync(_events, TestContext.Current.CancellationToken);
        while (!stop.IsCancellationRequested)
        {
            var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            for (var i = 0; i < 20; i++)
            {
                var row = new TestRow(i % Partitions, nowMs - random.NextBelow(KillCase.DelayMs), random.NextBelow(5) == 0, $"ad-{random.NextBelow(3)}");
                writer.Append(row.Partition, row.Ad, row.Json(_rows.Count));
                _rows.Add(row);
            }

            await writer.FlushAsync(ct);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ct);
        }

        Assert.Equal(0, writer.Counts.Failed);
        (Rows, _lastMs) = ([.. _rows], _rows.Max(row => row.EventTimeMs));
    }

    // Twice, with time for a batch between: a watermark moves with one batch and closes windows in the next (S8), of which the first after
    // a restart needs records (S20).
    private async Task CloseAsync()
    {
        await using var writer = await _transport.OpenWriterAsync(_events, TestContext.Current.CancellationToken);
        for (var i = 1; i <= 3; i++)
        {
            for (var p = 0; p < Partitions; p++) writer.Append(p, "ad-0", new TestRow(p, _lastMs + i * FarMs).Json(0));
            await writer.FlushAsync(ct);
            await Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System, ct);
        }
    }

    private async Task UntilAsync(ITopicReader reader, ProgramProcess engine, Func<bool> holds)
    {
        while (true)
        {
            Take(reader);
            if (holds()) return;
            if (engine.HasEnded) Assert.Fail($"{drawn}: the engine ended: {await engine.EndAsync(ct)}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ct);
        }
    }

    private void Take(ITopicReader reader)
    {
        while (reader.TryRead(0, 10_000, out var batch))
        {
            using (batch)
            {
                for (var i = 0; i < batch.Count; i++) _received.Add(WindowResultJson.Read(batch.Value(i), out _)!);
            }
        }
    }
}
