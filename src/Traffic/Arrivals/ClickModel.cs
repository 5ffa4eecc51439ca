namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// A click follows a view of the same ad by the same user: each view is clicked with its ad's own probability (mean
/// <paramref name="MeanCtr"/>), after an exponential delay, and is sent at its producer's next arrival after that delay, so that clicks do
/// not disturb the arrival process. In a replayed trace with click flags the flags decide, and the click is a separate event at view time +
/// delay. Clicks still pending when the traffic ends are not sent.
/// </summary>
/// <param name="MeanCtr">Mean click-through rate over ads, 0 .. 1.</param>
/// <param name="MeanDelayMs">Mean delay from view to click, ms. An assumption: no public trace contains it.</param>
internal sealed record ClickModel(double MeanCtr = 0.05, double MeanDelayMs = 5_000);
