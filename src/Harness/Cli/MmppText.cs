using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>The states of an MMPP as text: <c>0.5:40s,3:10s</c>, rate factor and mean dwell time of each.</summary>
internal static class MmppText
{
    private const string Example = "0.5:40s,3:10s (rate factor : mean dwell time of each state)";

    /// <summary>Reads the states.</summary>
    /// <exception cref="UsageException">The text is no list of at least two states, or all factors are 0.</exception>
    public static IReadOnlyList<MmppState> Parse(string option, string text)
    {
        var states = new List<MmppState>();
        foreach (var part in text.Split(','))
        {
            if (part.Split(':') is not [var factorText, var dwellText])
                throw new UsageException(option, text, $"'{part}' is no state: write {Example}");
            var isNumber = double.TryParse(factorText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor);
            if (!isNumber || !double.IsFinite(factor))
                throw new UsageException(option, text, $"'{factorText}' is no rate factor: write {Example}");
            states.Add(new MmppState(factor, DurationText.Parse(option, dwellText)));
        }

        if (states.Count is < 2 or > 255)
            throw new UsageException(option, text, $"takes 2 to 255 states: {Example}; for one state use --traffic spp");
        if (states.TrueForAll(s => s.RateFactor == 0)) throw new UsageException(option, text, "some state must have a rate factor above 0");
        return states;
    }

    /// <summary>Prints the states so that <see cref="Parse"/> reads them back as the same, for dwell times of whole milliseconds.</summary>
    public static string Format(IReadOnlyList<MmppState> states) => string.Join(',', states.Select(s =>
        string.Create(CultureInfo.InvariantCulture, $"{s.RateFactor:R}:{DurationText.Format((long)s.MeanDwellMs)}")));
}
