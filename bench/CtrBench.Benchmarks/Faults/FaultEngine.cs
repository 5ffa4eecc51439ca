using System.Diagnostics;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Semantics;

namespace CtrBench.Benchmarks.Faults;

/// <summary>One engine under faults: a process of the program, its checkpoints and its results, and what became of it.</summary>
/// <param name="name">Which twin.</param>
/// <param name="guarantee">Its delivery guarantee.</param>
/// <param name="address">The broker.</param>
/// <param name="folder">Where its folders are.</param>
/// <param name="events">Topic of events.</param>
/// <param name="results">Topic of its results.</param>
internal sealed class FaultEngine(string name, string guarantee, string address, string folder, string events, string results)
    : IAsyncDisposable
{
    private readonly Dictionary<long, List<long>> _viewsByWindow = [];
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private Process? _process;
    private ITopicReader? _reader;
    private int _runs;

    /// <summary>Which twin.</summary>
    public string Name { get; } = name;

    /// <summary>Its delivery guarantee.</summary>
    public string Guarantee { get; } = guarantee;

    /// <summary>Topic of its results.</summary>
    public string Results { get; } = results;

    /// <summary>How long it took from the end of each fault to new results, s.</summary>
    public List<double> Recoveries { get; } = [];

    /// <summary>Faults after which it gave no results in time.</summary>
    public int Hung { get; set; }

    /// <summary>Times that it ended by itself.</summary>
    public int Ended { get; private set; }

    /// <summary>What it said.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>The end of the last window that it has given, epoch ms.</summary>
    public long LastWindowMs { get; private set; }

    /// <summary>Starts it, or starts it again on the same checkpoints.</summary>
    public void Start()
    {
        string[] line =
        [
            Path.Combine(AppContext.BaseDirectory, "ctrbench.dll"), "run", "--engine", Name, "--traffic", "none", "--kafka", address,
            "--events-topic", events, "--results-topic", Results, "--window", "1s", "--delay", "1s", "--guarantee", Guarantee,
            "--checkpoint", Path.Combine(folder, $"{Name}-{Guarantee}"), "--out", Path.Combine(folder, $"{Name}-{Guarantee}-{++_runs}"),
            .. Name == "microbatch" ? (string[])["--trigger", "300ms"] : ["--tick", "100ms", "--checkpoint-interval", "500ms"],
        ];
        _process = Process.Start(
            new ProcessStartInfo("dotnet", line) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Reads the results that are there; starts the engine again if it has ended by itself.</summary>
    public async Task LookAsync(ITransport transport, CancellationToken ct)
    {
        _reader ??= await transport.OpenResultsReaderAsync(Results, ct: ct);
        while (_reader.TryRead(0, 1_000, out var batch))
        {
            using (batch)
            {
                for (var i = 0; i < batch.Count; i++) Add(WindowResultJson.Read(batch.Value(i), out _)!);
            }
        }

        if (_process is { HasExited: false }) return;
        Ended++;
        Console.WriteLine($"  {Name}, {Guarantee} ended with {_process!.ExitCode}: {Lines[^1]}");
        Start();
    }

    /// <summary>Kills it and starts it again: it hung.</summary>
    public async Task ReplaceAsync()
    {
        Hung++;
        _process!.Kill();
        await _process.WaitForExitAsync();
        Console.WriteLine($"  {Name}, {Guarantee} hung: {Lines[^1]}");
        Start();
    }

    /// <summary>Interrupts it as Ctrl-C does; its exit code, or null when it does not end in time.</summary>
    public async Task<int?> InterruptAsync(TimeSpan limit)
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process!.Id}"])!;
        await _process.WaitForExitAsync().WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.HasExited ? _process.ExitCode : null;
    }

    /// <summary>Events of these windows that its results lack, and results that came again.</summary>
    public (long Lost, long Duplicated) Compare(IReadOnlyDictionary<long, long> expected)
    {
        var (lost, duplicated) = (0L, 0L);
        foreach (var (window, views) in expected)
        {
            if (!_viewsByWindow.TryGetValue(window, out var given)) lost += views;
            else (lost, duplicated) = (lost + Math.Abs(views - given[^1]), duplicated + given.Count - 1);
        }

        return (lost, duplicated);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) _process.Kill();
        _process?.Dispose();
        if (_reader is not null) await _reader.DisposeAsync();
    }

    private void Add(ReceivedResult result)
    {
        if (!_viewsByWindow.TryGetValue(result.WindowStartMs, out var given)) _viewsByWindow[result.WindowStartMs] = given = [];
        given.Add(result.Views);
        LastWindowMs = Math.Max(LastWindowMs, result.WindowEndMs);
    }

    private void Hear(string? line)
    {
        if (line is null || line.Contains('%')) return;
        lock (_gate) _lines.Add(line);
    }
}
