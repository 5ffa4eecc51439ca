namespace CtrBench.Harness.Measurement;

/// <summary>
/// The mean wait of a window's mover for the watermark tick that publishes it, with several readers. Readers that share one tick, as those
/// of the twins, publish together: half an interval, however many they are. In a real job each reader ticks on its own: the window waits
/// for the last of them, E max(y + u) - E max(y) over the readers, y when a reader's own movers are there and u its uniform wait. Assumed:
/// Poisson events of equal rate on all partitions, phases of the ticks independent and uniform. Where movers are far apart it is half an
/// interval too, where they come together it is W S / (S + 1).
/// </summary>
internal static class TickWait
{
    private const int StepsPerTick = 400;
    private const int MostSteps = 400_000;

    /// <summary>Of readers that share one tick, ms.</summary>
    public static double Shared(double tickMs) => tickMs / 2;

    /// <summary>Of readers with ticks of their own, ms.</summary>
    /// <param name="tickMs">W, the interval of the ticks.</param>
    /// <param name="readers">S; partitions are dealt out to them round robin (F11).</param>
    /// <param name="partitions">Partitions with events.</param>
    /// <param name="eventsPerSecond">Rate of all partitions together; 0 when it is not known, which counts as high.</param>
    public static double Independent(double tickMs, int readers, int partitions, double eventsPerSecond)
    {
        readers = Math.Min(readers, partitions);
        if (tickMs <= 0 || readers <= 1) return tickMs / 2;
        if (eventsPerSecond <= 0) return tickMs * readers / (readers + 1);
        var stepMs = tickMs / StepsPerTick;
        var decay = SmallExponential(eventsPerSecond / partitions / 1_000 * stepMs);
        var arrived = new double[readers][];
        for (var r = 0; r < readers; r++) arrived[r] = new double[StepsPerTick];
        var sums = new double[readers];
        var (left, published, present) = (1.0, 0.0, 0.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var (allPublished, allPresent) = (1.0, 1.0);
            for (var r = 0; r < readers; r++)
            {
                // Whether all movers of the reader are there: one factor for each of its partitions.
                var there = Power(1 - left, partitions / readers + (r < partitions % readers ? 1 : 0));
                var slot = step % StepsPerTick;
                sums[r] += there - arrived[r][slot];
                arrived[r][slot] = there;
                allPublished *= Math.Clamp(sums[r] / StepsPerTick, 0, 1);
                allPresent *= there;
            }

            published += (1 - allPublished) * stepMs;
            present += (1 - allPresent) * stepMs;
            left *= decay;
            if (1 - allPublished < 1e-7) return published - present;
        }

        return tickMs / 2; // Movers are much further apart than ticks.
    }

    // exp(-x) without the C library: a series for x / 2^k, squared k times.
    private static double SmallExponential(double x)
    {
        var halvings = 0;
        for (; x > 0.01; x /= 2) halvings++;
        var result = 1 - x * (1 - x / 2 * (1 - x / 3 * (1 - x / 4)));
        for (; halvings > 0; halvings--) result *= result;
        return result;
    }

    private static double Power(double value, int exponent)
    {
        var result = 1.0;
        for (; exponent > 0; exponent--) result *= value;
        return result;
    }
}
