using ScottPlot.TickGenerators;

namespace CtrBench.Harness.Report;

/// <summary>
/// Ticks of a log10 axis of milliseconds: labelled at 1, 2, 5 of a decade when there are few decades, else only at 1.
/// </summary>
internal static class LogTicks
{
    private const double LabelAllBelowDecades = 2.2;

    /// <summary>The ticks between two ends, both log10(ms).</summary>
    public static NumericManual Between(double left, double right)
    {
        var ticks = new NumericManual();
        bool dense = right - left < LabelAllBelowDecades;
        for (int decade = (int)Math.Floor(left); decade <= (int)Math.Ceiling(right); decade++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double ms = digit * Math.Pow(10, decade);
                double position = Math.Log10(ms);
                if (position < left || position > right)
                    continue;
                if (digit == 1 || (dense && digit is 2 or 5))
                    ticks.AddMajor(position, ms >= 999.9 ? $"{NumberText.Tick(ms / 1_000)} s" : $"{NumberText.Tick(ms)} ms");
                else
                    ticks.AddMinor(position);
            }
        }

        return ticks;
    }
}
