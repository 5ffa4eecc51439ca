namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>
/// Where runs die: every step that a killed process may not come to passes here and is counted over all runs; the steps whose numbers are
/// given are not come to. From the moment of its death a run comes to no step at all.
/// </summary>
internal sealed class CrashPlan(params IEnumerable<int> at)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _at = [.. at];
    private bool _dead;

    /// <summary>Steps passed so far, by all runs.</summary>
    public int Steps { get; private set; }

    /// <summary>Runs that died.</summary>
    public int Crashes { get; private set; }

    /// <summary>What the last run died at.</summary>
    public string Where { get; private set; } = "";

    /// <summary>A new run.</summary>
    public void Revive()
    {
        lock (_gate) _dead = false;
    }

    /// <summary>One step; it throws where the run ends.</summary>
    public void Pass(string where)
    {
        lock (_gate)
        {
            if (!_dead && _at.Contains(Steps++)) (_dead, Crashes, Where) = (true, Crashes + 1, where);
            if (_dead) throw new CrashException(where);
        }
    }
}
