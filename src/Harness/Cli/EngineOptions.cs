using System.CommandLine;
using CtrBench.Harness.Profiles;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Cli;

/// <summary>Which engines, and what their work costs in virtual time.</summary>
internal static class EngineOptions
{
    /// <summary>The name of every option that takes one engine.</summary>
    public const string Name = "--engine";

    private const string InProcess = "microbatch (follows Spark's rules) or continuous (follows Flink's), both in process";

    private static readonly string Standard = EngineId.MicroBatch.Name;

    /// <summary>One engine of virtual time.</summary>
    public static readonly ValueOption<EngineId> Twin = New(InProcess, EngineNames.ParseTwin, EngineId.Twins, Standard);

    /// <summary>One engine of any kind, to be run.</summary>
    public static readonly ValueOption<EngineId> Any =
        New($"{InProcess}; or a real one on --kafka: spark, flink", EngineNames.ParseAny, EngineId.All, Standard);

    /// <summary>One engine of any kind, whose results there are.</summary>
    public static readonly ValueOption<EngineId> Whose = New(
        "The engine of the results: microbatch and spark are read by Spark's rules, continuous and flink by Flink's",
        EngineNames.ParseAny, EngineId.All, Standard);

    /// <summary>A real engine, to be compared with its twin.</summary>
    public static readonly ValueOption<EngineId> Real = New(
        "Real engine for scripts and validated live runs: flink or spark", EngineNames.ParseReal, EngineId.RealOnes);

    /// <summary>Several engines of virtual time.</summary>
    public static readonly ValueOption<IReadOnlyList<EngineId>> Several = new(
        "--engines", "name,...", "Engines to compare", ValueOption.ListOf(EngineNames.ParseTwin, "names an engine twice"),
        string.Join(',', EngineId.Twins))
    {
        IsList = true,
        Accepted = [.. EngineId.Twins.Select(e => e.Name)],
    };

    /// <summary>Cost profiles.</summary>
    public static readonly ValueOption<IReadOnlyList<string>> Profiles = new(
        "--profile", "name|file",
        "Cost profile: what a batch or an event costs; by default the one of the real engine that the twin follows", ReadProfiles)
    {
        Accepted =
        [
            CostProfile.InstantName, CostProfile.InProcessName,
            .. ShippedProfiles.Names.Where(name => !name.StartsWith(CostProfile.InProcessName, StringComparison.Ordinal)),
        ],
    };

    /// <summary>Addresses that a verb in virtual time has no use for: known, so that the line gets a useful answer, and hidden.</summary>
    public static IReadOnlyList<Option> OutOfPlaceIn(string verb) =>
    [
        OutOfPlace<string>("--kafka", "address", $"{verb} runs in virtual time, without a broker"),
        .. new[] { "--flink-gateway", "--flink-rest", "--spark" }.Select(
            name => OutOfPlace<Uri>(name, "url", $"{verb} runs twins in virtual time")),
    ];

    private static ValueOption<EngineId> New(
        string description, Func<string, string, EngineId> read, IReadOnlyList<EngineId> accepted, string? standard = null) =>
        new(Name, "name", description, read, standard) { Accepted = [.. accepted.Select(e => e.Name)] };

    private static IReadOnlyList<string> ReadProfiles(string option, string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.Contains("") ? throw new UsageException(option, text, "names an empty profile") : names;
    }

    private static ValueOption<T> OutOfPlace<T>(string name, string value, string reason) =>
        new(name, value, "Not available in virtual time",
            (option, text) => throw new UsageException(option, text, $"{reason}; leave it out, or use run"))
        {
            Hidden = true,
        };
}

/// <summary>Reads the names of engines in options.</summary>
internal static class EngineNames
{
    /// <summary>Reads the name of any engine.</summary>
    /// <exception cref="UsageException">No such engine.</exception>
    public static EngineId ParseAny(string option, string text)
    {
        var names = EngineId.All.Select(e => e.Name);
        return EngineId.Find(text.Trim())
            ?? throw new UsageException(option, text, $"no such engine{NearestName.Hint(text, names)} Known: {string.Join(", ", names)}");
    }

    /// <summary>Reads the name of an engine that runs in virtual time.</summary>
    /// <exception cref="UsageException">No such engine, or a real one.</exception>
    public static EngineId ParseTwin(string option, string text)
    {
        var names = EngineId.Twins.Select(e => e.Name);
        var engine = EngineId.Find(text.Trim())
            ?? throw new UsageException(option, text, $"no such engine{NearestName.Hint(text, names)} Known: {string.Join(", ", names)}");
        if (engine.IsReal)
            throw new UsageException(option, text,
                $"the real {engine} runs in real time only (ctrbench run); here its twin follows the same rules: {option} {engine.Twin}");
        return engine;
    }

    /// <summary>Reads the name of a real engine.</summary>
    /// <exception cref="UsageException">No such engine, or a twin.</exception>
    public static EngineId ParseReal(string option, string text)
    {
        var engine = ParseAny(option, text);
        return engine.IsReal
            ? engine
            : throw new UsageException(option, engine.Name,
                "live validation runs on flink or spark; for recordings of any engine use --transcript");
    }
}
