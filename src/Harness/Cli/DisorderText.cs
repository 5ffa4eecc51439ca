namespace CtrBench.Harness.Cli;

/// <summary>
/// The disorder model as text: <c>20%:1s:10s</c>, share of delayed events, mean and bound of the delay; <c>20%:uniform:10s</c> for a
/// uniform delay.
/// </summary>
internal static class DisorderText
{
    private const string Example = "20%:1s:10s (share : mean : longest delay) or 20%:uniform:10s";

    /// <summary>Reads the model. <paramref name="veryLateShare"/> comes from an option of its own.</summary>
    /// <exception cref="UsageException">The text is no such model, its mean is above its bound, or there are more delayed events than
    /// events.</exception>
    public static DisorderModel Parse(string option, string text, double veryLateShare)
    {
        if (text.Split(':') is not [var share, var mean, var longest]) throw new UsageException(option, text, $"write {Example}");
        var uniform = mean == "uniform";
        var longestMs = DurationText.ParseModelDelay(option, longest);
        var meanMs = uniform ? longestMs / 2.0 : DurationText.Parse(option, mean);
        if (meanMs > longestMs) throw new UsageException(option, text, $"the mean delay {mean} is above the longest one {longest}");
        var delayedShare = ShareText.Parse(option, share);
        if (delayedShare + veryLateShare > 1)
        {
            var others = ShareText.Format(veryLateShare);
            throw new UsageException(option, text, $"together with the very late {others} more than all events would be delayed");
        }

        return new DisorderModel(delayedShare, meanMs, longestMs, uniform, veryLateShare);
    }

    /// <summary>Prints the model, without its very late share, as <see cref="Parse"/> reads it.</summary>
    public static string Format(DisorderModel model)
    {
        var mean = model.Uniform ? "uniform" : DurationText.Format((long)model.MeanDelayMs);
        return $"{ShareText.Format(model.DelayedShare)}:{mean}:{DurationText.Format((long)model.MaxDelayMs)}";
    }
}
