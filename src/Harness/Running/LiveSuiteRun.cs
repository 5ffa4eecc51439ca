using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>
/// A suite in real time: one run after the other. suite.json is written before and after each step, so that whatever ends this process, the
/// next one continues. A run that fails is tried once more, then shown as failed, and the suite goes on.
/// </summary>
/// <param name="plan">The runs, in order.</param>
/// <param name="folder">The suite's folder, locked.</param>
/// <param name="runner">Makes the runs.</param>
/// <param name="clock">The clock.</param>
/// <param name="error">Output of messages.</param>
internal sealed class LiveSuiteRun(SuitePlan plan, SuiteFolder folder, ISuiteRunner runner, TimeProvider clock, TextWriter error)
{
    /// <summary>How often a run is tried before the suite goes on without it.</summary>
    public const int Tries = 2;

    private readonly SuiteTime _time = new();
    private readonly HashSet<EngineId> _warm = [];
    private SuiteState _state = plan.Live!.Resumed ?? SuiteStart.Of(plan);

    /// <summary>Makes an id; a test makes known ones.</summary>
    public Func<Guid> NewId { get; init; } = SuiteStart.NewId;

    private LiveSuite Live => plan.Live!;

    /// <summary>Makes all runs that are not complete, and returns the state at the end.</summary>
    /// <exception cref="OperationCanceledException">Interrupted; suite.json says how far it came.</exception>
    public async Task<SuiteState> RunAsync(IProgress<ProgressStep> display, CancellationToken ct)
    {
        var progress = new SuiteProgress(display, _time, clock);
        await TakeUpAsync(ct);
        for (var i = 0; i < plan.Runs.Count; i++)
        {
            if (_state.Runs[i].State == SuiteRunState.Complete) continue;
            await WarmUpAsync(i, progress, ct);
            for (var attempt = 1; attempt <= Tries; attempt++)
                if (await TryAsync(i, attempt, progress, ct)) break;
        }

        return _state;
    }

    // What the process before this one has left: a run in progress is put aside and made again, a failed one gets its tries again.
    private async Task TakeUpAsync(CancellationToken ct)
    {
        Save(_state);
        foreach (var (i, warmUp) in _state.WarmUps.Index())
        {
            if (warmUp.State != SuiteRunState.Running) continue;
            await CleanAsync(SuiteAttempts.WarmUpOf(PlanFor(warmUp.Engine), Live.WarmUpMs), warmUp, killed: true, ct);
            Save(_state with { WarmUps = _state.WarmUps.Select((w, k) => k == i ? Interrupted(w) : w).ToList() });
        }

        foreach (var (i, entry) in _state.Runs.Index())
        {
            if (entry.State == SuiteRunState.Complete && entry.Attempts[^1].Seconds is { } seconds) _time.Learn(plan.Runs[i], seconds);
            if (entry.State == SuiteRunState.Failed) Put(i, entry with { State = SuiteRunState.Waiting });
            if (entry.State != SuiteRunState.Running) continue;
            var last = entry.Attempts[^1];
            await CleanAsync(plan.Runs[i], last, killed: true, ct);
            var aside = folder.PutAside(last.Folder, entry.Attempts.Count);
            Put(i, Last(entry, Interrupted(last) with { Folder = aside }) with { State = SuiteRunState.Waiting });
            await error.WriteLineAsync($"{entry.RunId} was interrupted and is made again; what it had is in {folder.At(aside)}");
        }
    }

    private async Task WarmUpAsync(int i, SuiteProgress progress, CancellationToken ct)
    {
        var run = plan.Runs[i];
        if (Live.WarmUpMs == 0 || !_warm.Add(run.Engine)) return;
        var number = _state.WarmUps.Count;
        var attempt = Begin(run.Engine, FormattableString.Invariant($"{SuiteFolder.WarmUp}/{run.Engine}-{number + 1}"));
        Save(_state with { WarmUps = [.. _state.WarmUps, attempt] });
        var warmUp = SuiteAttempts.WarmUpOf(run, Live.WarmUpMs);
        progress.Begin(warmUp.RunId, warmUp, [.. Left(i, warmed: true)]);
        var (ended, _, _) = await MakeAsync(warmUp, attempt, After, progress, ct);
        After(ended);
        if (ended.State == SuiteRunState.Failed) await error.WriteLineAsync($"{warmUp.RunId} failed: {ended.Reason}");

        void After(SuiteAttempt a) => Save(_state with { WarmUps = [.. _state.WarmUps.Take(number), a] });
    }

    private async Task<bool> TryAsync(int i, int attempt, SuiteProgress progress, CancellationToken ct)
    {
        var (run, entry) = (plan.Runs[i], _state.Runs[i]);
        var begun = Begin(run.Engine, run.RunId);
        Put(i, entry with { State = SuiteRunState.Running, Attempts = [.. entry.Attempts, begun] });
        var name = FormattableString.Invariant($"{i + 1} of {plan.Runs.Count} {run.RunId}");
        progress.Begin(name, run, [.. Left(i + 1, warmed: false)]);
        var (ended, metrics, again) = await MakeAsync(run, begun, AfterInterrupt, progress, ct);
        if (ended.State == SuiteRunState.Complete)
        {
            _time.Learn(run, ended.Seconds!.Value);
            Put(i, Last(_state.Runs[i], ended) with { State = SuiteRunState.Complete, Valid = metrics!.Valid });
            await error.WriteLineAsync(Text($"{name}: {Verdict(metrics)}, {ended.Seconds:0} s"));
            return true;
        }

        var last = attempt == Tries || !again;
        var failed = ended with { Folder = folder.PutAside(run.RunId, entry.Attempts.Count + 1) };
        Put(i, Last(_state.Runs[i], failed) with { State = last ? SuiteRunState.Failed : SuiteRunState.Waiting });
        await error.WriteLineAsync($"{name}: failed: {ended.Reason}; {(last ? "the suite goes on without it" : "it is tried once more")}");
        return last;

        void AfterInterrupt(SuiteAttempt a)
        {
            a = a with { Folder = folder.PutAside(run.RunId, entry.Attempts.Count + 1) };
            Put(i, Last(_state.Runs[i], a) with { State = SuiteRunState.Waiting });
        }
    }

    // One run, its end in every way that does not end the suite. What it leaves is removed; a failure of that is said and costs nothing.
    private async Task<(SuiteAttempt Ended, RunMetrics? Metrics, bool Again)> MakeAsync(
        RunPlan run, SuiteAttempt attempt, Action<SuiteAttempt> afterInterrupt, SuiteProgress progress, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        RunMetrics? metrics = null;
        var again = true;
        try
        {
            metrics = await runner.RunAsync(SuiteAttempts.PlanOf(run, attempt, plan.Folder), progress, ct);
            attempt = attempt with { State = SuiteRunState.Complete };
        }
        catch (Exception e)
        {
            var fault = Faults.Of(e, ct.IsCancellationRequested);
            if (fault.Code is ExitCode.Bug or ExitCode.Interrupted)
            {
                var state = fault.Code == ExitCode.Bug ? SuiteRunState.Failed : SuiteRunState.Interrupted;
                afterInterrupt(Ended() with { State = state, Reason = fault.Message });
                await CleanAsync(run, attempt, killed: false, CancellationToken.None);
                throw;
            }

            attempt = attempt with { State = SuiteRunState.Failed, Reason = fault.Message };
            // Another try of a plan that the engine rejects gives the same answer.
            again = fault.Code != ExitCode.Misuse;
        }

        progress.End();
        attempt = Ended();
        await CleanAsync(run, attempt, killed: false, ct);
        return (attempt, metrics, again);

        SuiteAttempt Ended() => attempt with { Seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 3) };
    }

    private async Task CleanAsync(RunPlan run, SuiteAttempt attempt, bool killed, CancellationToken ct)
    {
        try
        {
            await runner.CleanAsync(SuiteAttempts.PlanOf(run, attempt, plan.Folder), killed, ct);
        }
        catch (Exception e) when (e is CtrBenchException and not RunFolderException)
        {
            await error.WriteLineAsync($"what {run.RunId} left behind is not removed: {Remedies.MessageOf((CtrBenchException)e)}");
        }
    }

    private IEnumerable<RunPlan> Left(int from, bool warmed)
    {
        var warm = warmed ? [.. _warm] : new HashSet<EngineId>(_warm);
        for (var i = from; i < plan.Runs.Count; i++)
        {
            if (_state.Runs[i].State == SuiteRunState.Complete) continue;
            if (Live.WarmUpMs > 0 && warm.Add(plan.Runs[i].Engine)) yield return SuiteAttempts.WarmUpOf(plan.Runs[i], Live.WarmUpMs);
            yield return plan.Runs[i];
        }
    }

    private SuiteAttempt Begin(EngineId engine, string name) =>
        new(NewId(), engine, SuiteRunState.Running, clock.GetUtcNow().ToUnixTimeMilliseconds()) { Folder = name };

    private RunPlan PlanFor(EngineId engine) => plan.Runs.First(run => run.Engine == engine);

    private void Put(int i, SuiteEntry entry) =>
        Save(_state with { Runs = [.. _state.Runs.Take(i), entry, .. _state.Runs.Skip(i + 1)] });

    private void Save(SuiteState state) => folder.Write(_state = state);

    private static SuiteEntry Last(SuiteEntry entry, SuiteAttempt last) => entry with { Attempts = [.. entry.Attempts.SkipLast(1), last] };

    private static SuiteAttempt Interrupted(SuiteAttempt attempt) =>
        attempt with { State = SuiteRunState.Interrupted, Reason = "its process ended in mid-run" };

    private static string Verdict(RunMetrics metrics) => metrics.Valid ? "valid" : $"INVALID ({string.Join(", ", metrics.ErrorCodes())})";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
