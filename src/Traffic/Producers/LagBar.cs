namespace CtrBench.Traffic.Producers;

/// <summary>One bar of a lag histogram.</summary>
/// <param name="UpToUs">Largest lag in the bar, us; the previous bar ends below it.</param>
/// <param name="Count">Events in it.</param>
internal readonly record struct LagBar(long UpToUs, long Count);
