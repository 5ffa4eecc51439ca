using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Simulation;

/// <summary>
/// The continuous twin in virtual time: rows are processed one after another at the profile's pace, watermark ticks occur at the query's
/// interval (F5), results wait for a network buffer to be flushed (F31). It ends when the schedule is over and one more tick has passed.
/// </summary>
internal sealed class ContinuousSimulation : ISimulation
{
    /// <summary>Ticks that nothing can come of are skipped where there are more of them than this.</summary>
    private const long FewTicks = 10_000;

    /// <summary>Ticks that are kept on either side of those that are skipped, beside the idle timeout.</summary>
    private const long KeptTicks = 100;

    private readonly SimulationInput _input;
    private readonly ISimulationOutput _output;
    private readonly SimulatedLog _log;
    private readonly ContinuousProcessor _processor;
    private readonly bool _onEvent;
    private readonly long _tickNs;
    private readonly double _rowNs;
    private readonly SeededRandom _random;
    private readonly SeededRandom _emitRandom;
    private readonly long _startNs;

    // Relative to the engine's start: a double of epoch ns has steps of 256 ns, too coarse for the cost of a row.
    private double _freeNs;
    private long _nextTickNs;
    private long _quietTicks;
    private bool _lastTickDone;
    private long _lastWatermarkMs = long.MinValue;

    /// <summary>A job that starts at the input's engine start.</summary>
    public ContinuousSimulation(SimulationInput input, ISimulationOutput output)
    {
        (_input, _output, _random) = (input, output, new SeededRandom(input.Seed));
        _emitRandom = input.TicksApart ? _random.Fork(1) : _random;
        _log = new SimulatedLog(input, output);
        _processor = new ContinuousProcessor(input.Query, input.Partitions) { LateRows = input.LateRows };
        _onEvent = input.Query.Continuous.EmitStrategy == EmitStrategy.OnEvent;
        _tickNs = input.Query.Continuous.EmitIntervalMs * 1_000_000;
        _rowNs = input.Profile.RowUs * 1000;
        _startNs = input.EngineStartMs * 1_000_000;
        _nextTickNs = _tickNs == 0 ? long.MaxValue : _startNs + _tickNs;
    }

    /// <inheritdoc/>
    public ProcessorCounters Counters => _processor.Counters;

    /// <inheritdoc/>
    public long ResultsWritten { get; private set; }

    /// <inheritdoc/>
    public bool RunUntil(long untilMs)
    {
        var untilNs = untilMs * 1_000_000;
        while (true)
        {
            ReadRows(Math.Min(_nextTickNs, untilNs));
            if (_nextTickNs > untilNs) return _log.HasNext || !_lastTickDone && _tickNs > 0;
            if (_lastTickDone) return false;
            Tick();
            SkipTicks();
        }
    }

    // Without rows, and once every reader that can become idle is, a tick changes nothing: those before the next row are not made. What
    // they would have drifted is added by its mean.
    private void SkipTicks()
    {
        if (_tickNs == 0 || !_log.HasNext) return;
        var stepNs = _tickNs + (long)(_input.Profile.TickDriftMs * 1e6);
        var ticks = (_log.NextAppendNs - _nextTickNs) / stepNs;
        if (ticks < FewTicks) return;
        var kept = KeptTicks + 2 * _input.Query.Continuous.IdleTimeoutMs * 1_000_000 / stepNs;
        if (_quietTicks++ > kept && ticks > kept) _nextTickNs += (ticks - kept) * stepNs;
    }

    // Rows whose processing ends after the tick are seen by the next one: a backlog holds the watermark back.
    private void ReadRows(long untilNs)
    {
        while (_log.HasNext)
        {
            var doneNs = Math.Max(_freeNs, _log.NextAppendNs - _startNs) + _rowNs;
            if (doneNs > untilNs - _startNs) break;
            _freeNs = doneNs;
            _quietTicks = 0;
            var partition = _log.AppendNext();
            if (!_onEvent) continue;
            Process(partition);
            Emit(doneNs);
        }

        if (_onEvent) return;
        for (var p = 0; p < _input.Partitions; p++) Process(p);
    }

    private void Process(int partition)
    {
        var pending = _log.Pending(partition);
        if (pending.Count > 0) _processor.Process(pending.Dequeue(partition, pending.Count));
    }

    private void Tick()
    {
        _processor.Tick(_nextTickNs / 1_000_000);
        Emit(_nextTickNs - _startNs);
        _lastTickDone = !_log.HasNext;
        _nextTickNs += _tickNs + (long)(_input.Profile.TickDriftMs * 1e6 * _random.NextExponential());
    }

    private void Emit(double firedNs)
    {
        var fires = _processor.Output.Count > 0;
        if ((fires || !_onEvent) && _processor.WatermarkMs > _lastWatermarkMs)
        {
            _lastWatermarkMs = _processor.WatermarkMs;
            _output.Watermark(new WatermarkStep(_input.EngineStartMs + firedNs / 1e6, _lastWatermarkMs, _processor.Basis));
        }

        if (!fires) return;
        var bufferMs = (_input.Profile.NetworkBuffers ? _input.Query.Continuous.BufferTimeoutMs : 0) * _emitRandom.NextDouble();
        // Drawn only if there is one, so that profiles without this field give the same bytes as before it existed.
        var jitterMs = _input.Profile.EmitJitterMs > 0 ? _input.Profile.EmitJitterMs * _emitRandom.NextExponential() : 0;
        var appendMs = _input.EngineStartMs + (firedNs / 1e6 + _input.Profile.EmitFixedMs + jitterMs + bufferMs);
        foreach (ref readonly var result in _processor.Output.Results)
        {
            _output.Result(result, appendMs, appendMs + _input.Profile.DeliverMs);
            ResultsWritten++;
        }

        _processor.Output.Clear();
    }
}
