using System.Globalization;

namespace CtrBench.Traffic.Arrivals;

/// <summary>What a workload's fields may hold.</summary>
internal static class WorkloadRules
{
    // Epoch ns in a long end in 2262; this leaves room for a century of traffic.
    private const long MaxStartMs = 6_000_000_000_000;
    private const long MaxDurationMs = 100L * 366 * 86_400_000;
    private const double MaxDelayMs = 1e9;

    /// <summary>Throws for the first field that is out of range.</summary>
    public static void ThrowUnlessValid(Workload w)
    {
        var trace = w.Traffic == TrafficKind.Trace;
        if (!trace) Require(w.EventsPerSecond is > 0 and <= 1e9, nameof(w.EventsPerSecond), w.EventsPerSecond, "above 0 and at most 1e9");
        Require(w.Producers is >= 1 and <= 10_000, nameof(w.Producers), w.Producers, "1 to 10,000");
        Require(w.DurationMs >= (trace ? 0 : 1) && w.DurationMs <= MaxDurationMs, nameof(w.DurationMs), w.DurationMs,
            trace ? "0 (the whole trace) or a number of ms up to a century" : "a positive number of ms up to a century");
        Require(w.Partitions is >= 1 and <= 100_000, nameof(w.Partitions), w.Partitions, "1 to 100,000");
        Require(w.StartMs is >= 0 and <= MaxStartMs, nameof(w.StartMs), w.StartMs, "epoch ms from 1970 to 2160");
        Require(w.Ads is >= 1 and <= 10_000_000, nameof(w.Ads), w.Ads, "1 to 10,000,000");
        Require(w.Speed is > 0 and <= 1e12, nameof(w.Speed), w.Speed, "above 0 and at most 1e12");
        if (w.Traffic == TrafficKind.Mmpp) MarkovChain.ThrowUnlessUsable(w.MmppStates);
        ThrowUnlessValid(w.Disorder);
        Require(w.Clicks.MeanCtr is >= 0 and <= 1, "Clicks.MeanCtr", w.Clicks.MeanCtr, "0 to 1");
        ThrowUnlessValid(w.Scenario, w);
        Require(w.Clicks.MeanDelayMs is >= 0 and <= MaxDelayMs, "Clicks.MeanDelayMs", w.Clicks.MeanDelayMs, "0 to 1e9 ms");
    }

    private static void ThrowUnlessValid(Scenario? scenario, Workload w)
    {
        if (scenario is null) return;
        Require(scenario.AmountMs is > 0 and <= 4_000_000_000_000, "Scenario.AmountMs", scenario.AmountMs, "1 to 4e12 ms");
        // The others would do nothing to anyone.
        if (scenario.Kind is ScenarioKind.LaggingPartition or ScenarioKind.IdlePartition or ScenarioKind.RestartBacklog)
            Require(w.Partitions >= 2, nameof(w.Partitions), w.Partitions, $"at least 2 for a scenario {scenario.Kind}");
        if (scenario.Kind == ScenarioKind.WrongClock)
            Require(w.Producers >= 2, nameof(w.Producers), w.Producers, "at least 2, one of which has a wrong clock");
    }

    private static void ThrowUnlessValid(DisorderModel d)
    {
        Require(d.DelayedShare is >= 0 and <= 1, "Disorder.DelayedShare", d.DelayedShare, "0 to 1");
        Require(d.VeryLateShare is >= 0 and <= 1, "Disorder.VeryLateShare", d.VeryLateShare, "0 to 1");
        var disordered = d.DelayedShare + d.VeryLateShare;
        Require(disordered <= 1, "Disorder.DelayedShare + VeryLateShare", disordered, "at most 1");
        Require(d.MeanDelayMs is >= 0 and <= MaxDelayMs, "Disorder.MeanDelayMs", d.MeanDelayMs, "0 to 1e9 ms");
        Require(d.VeryLateFromMs is null or (>= 0 and <= 4e12), "Disorder.VeryLateFromMs", d.VeryLateFromMs ?? 0, "0 to 4e12 ms");
        Require(d.MaxDelayMs is > 0 and <= MaxDelayMs, "Disorder.MaxDelayMs", d.MaxDelayMs, "above 0, up to 1e9 ms");
    }

    private static void Require(bool holds, string field, IFormattable value, string allowed)
    {
        if (!holds)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Workload: {field} is {value}; it must be {allowed}."));
    }
}
