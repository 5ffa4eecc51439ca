namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// A click follows a view of the same ad by the same user: each view is clicked with its ad's own probability (mean
/// <paramref name="MeanCtr"/>), after an exponential delay, and takes its producer's next arrival once that delay is over, so that clicks
/// do not disturb the arrival process. In a replayed trace that has click flags they decide, and the click is an event of its own at view
/// time + delay. Clicks still pending when the traffic ends are not sent.
/// </summary>
/// <param name="MeanCtr">Mean click-through rate over ads, 0 .. 1.</param>
/// <param name="MeanDelayMs">Mean delay from view to click, ms. An assumption: no public trace has it.</param>
public sealed record ClickModel(double MeanCtr = 0.05, double MeanDelayMs = 5_000);
