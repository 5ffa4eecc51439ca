namespace CtrBench.Harness.Cli;

/// <summary>Arrival processes by name.</summary>
internal static class TrafficNames
{
    private static readonly string[] Words = ["constant", "spp", "mmpp"];

    /// <summary>Reads a process that needs no file.</summary>
    /// <exception cref="UsageException">No such process.</exception>
    public static TrafficKind Parse(string option, string text) => text.Trim() switch
    {
        "constant" => TrafficKind.Constant,
        "spp" => TrafficKind.Spp,
        "mmpp" => TrafficKind.Mmpp,
        "trace" => throw new UsageException(option, text, "give the file instead: --trace FILE"),
        var word => throw new UsageException(option, text,
            $"no such traffic{NearestName.Hint(word, Words)} Known: {string.Join(", ", Words)}"),
    };

    /// <summary>The name of a process, as in folders and files.</summary>
    public static string Of(TrafficKind traffic) => traffic.ToString().ToLowerInvariant();
}
