using System.CommandLine;
using CtrBench.Harness.Profiles;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Cli;

/// <summary>Which engines, and what their work costs in virtual time.</summary>
internal static class EngineOptions
{
    /// <summary>The name of every option that takes one engine.</summary>
    public const string Name = "--engine";

    private const string Standard = "microbatch";
    private const string InProcess = "microbatch (follows Spark's rules) or continuous (follows Flink's), both in process";

    private static readonly IReadOnlyList<EngineChoice> Twins = [.. EngineChoice.All.Where(e => !e.IsReal)];

    /// <summary>One engine of virtual time.</summary>
    public static readonly ValueOption<EngineChoice> Twin = New(InProcess, EngineChoice.ParseTwin, Twins, Standard);

    /// <summary>One engine of any kind, to be run.</summary>
    public static readonly ValueOption<EngineChoice> Any =
        New($"{InProcess}; or a real one on --kafka: spark, flink", EngineChoice.ParseAny, EngineChoice.All, Standard);

    /// <summary>One engine of any kind, whose results there are.</summary>
    public static readonly ValueOption<EngineChoice> Whose = New(
        "Whose results they are: microbatch and spark are read by Spark's rules, continuous and flink by Flink's",
        EngineChoice.ParseAny, EngineChoice.All, Standard);

    /// <summary>A real engine, to be held against its twin.</summary>
    public static readonly ValueOption<EngineChoice> Real = New(
        "Real engine to run scripts and judged runs on, live: flink or spark", EngineChoice.ParseReal,
        [.. EngineChoice.All.Where(e => e.IsReal)]);

    /// <summary>Several engines of virtual time.</summary>
    public static readonly ValueOption<IReadOnlyList<EngineChoice>> Several = new(
        "--engines", "name,...", "Engines to compare", ValueOption.ListOf(EngineChoice.ParseTwin, "names an engine twice"),
        string.Join(',', Twins.Select(e => e.Name)))
    {
        IsList = true,
        Accepted = [.. Twins.Select(e => e.Name)],
    };

    /// <summary>Cost profiles.</summary>
    public static readonly ValueOption<IReadOnlyList<string>> Profiles = new(
        "--profile", "name|file",
        "Cost profile: what a batch or an event costs; by default the one of the real engine that the twin stands for", ReadProfiles)
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

    private static ValueOption<EngineChoice> New(
        string description, Func<string, string, EngineChoice> read, IReadOnlyList<EngineChoice> accepted, string? standard = null) =>
        new(Name, "name", description, read, standard) { Accepted = [.. accepted.Select(e => e.Name)] };

    private static IReadOnlyList<string> ReadProfiles(string option, string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.Contains("") ? throw new UsageException(option, text, "names an empty profile") : names;
    }

    private static ValueOption<T> OutOfPlace<T>(string name, string value, string reason) =>
        new(name, value, "Of no use in virtual time",
            (option, text) => throw new UsageException(option, text, $"{reason}; leave it out, or use run"))
        {
            Hidden = true,
        };
}
