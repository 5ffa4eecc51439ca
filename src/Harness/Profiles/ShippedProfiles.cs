using System.Reflection;
using System.Text.Json;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Profiles;

/// <summary>The cost profiles that ship in the program.</summary>
internal static class ShippedProfiles
{
    private const string Prefix = "CtrBench.Harness.Profiles.";

    /// <summary>Their names; those of the twins themselves end in the twin's name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..^".json".Length])
                .Order(StringComparer.Ordinal)];

    /// <summary>The profile of an engine.</summary>
    public static CostProfile Of(EngineId engine) => Read(
        engine == EngineId.Spark ? "spark-4.1.1-local2"
        : engine == EngineId.Flink ? "flink-2.2.1-local2"
        : $"{CostProfile.InProcessName}-{engine}");

    /// <summary>The profile of that name, one of <see cref="Names"/>.</summary>
    public static CostProfile Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new InvalidOperationException($"The shipped profile {name} is missing from the program.");
        return JsonSerializer.Deserialize<CostProfile>(stream, RunJson.Line)!;
    }
}
