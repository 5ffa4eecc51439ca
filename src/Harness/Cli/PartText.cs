using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>One part of several: <c>2/3</c>.</summary>
internal static class PartText
{
    /// <summary>Reads a part, from 1, and the number of parts, at most <paramref name="most"/>: each needs a producer of its own.</summary>
    /// <exception cref="UsageException">The text is no such part.</exception>
    public static (int Part, int Count) Parse(string option, string text, int most)
    {
        if (text.Split('/') is not [var first, var second] || !Number(first, out var part) || !Number(second, out var count))
            throw new UsageException(option, text, "not a part: write 1/2 and 2/2 for two processes");
        if (part < 1 || part > count) throw new UsageException(option, text, $"part {part} of {count}: parts count from 1");
        if (count > most)
            throw new UsageException(option, text, $"more parts than producers ({most}): some would send nothing; raise --producers");
        return (part, count);
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
