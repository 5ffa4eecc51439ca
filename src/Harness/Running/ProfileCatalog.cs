using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Running;

/// <summary>Cost profiles by name (shipped in the program) or by file.</summary>
internal static class ProfileCatalog
{
    private const string Prefix = "CtrBench.Harness.Profiles.";

    // A misspelt field must not count as 0.
    private static readonly JsonSerializerOptions Strict =
        new(RunJson.Line) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Names of the profiles that ship with the program.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..^".json".Length])
                .Order(StringComparer.Ordinal)];

    /// <summary>The profile <paramref name="nameOrFile"/>, or the engine's default when null. It must belong to
    /// <paramref name="engine"/>.</summary>
    /// <exception cref="UsageException">There is none, it is broken, or it belongs to the other twin.</exception>
    public static CostProfile Find(string engine, string? nameOrFile)
    {
        var name = nameOrFile ?? (engine == EngineCatalog.MicroBatch ? "spark-4.1.1-local2" : "flink-2.2.1-local2");
        if (name == CostProfile.InstantName) return CostProfile.Instant(engine);
        if (name == CostProfile.InProcessName && Names.Contains($"{name}-{engine}"))
            return Check(Embedded($"{name}-{engine}"), name, engine);
        if (Names.Contains(name)) return Check(Embedded(name), name, engine);
        if (!File.Exists(name))
            throw new UsageException(
                "--profile", name, $"is neither a file nor a shipped profile; shipped: {string.Join(", ", Offered())}");
        return Check(Read(name), name, engine);
    }

    private static IEnumerable<string> Offered() =>
        Names.Select(n => n.StartsWith(CostProfile.InProcessName, StringComparison.Ordinal) ? CostProfile.InProcessName : n)
            .Append(CostProfile.InstantName).Distinct().Order(StringComparer.Ordinal);

    private static CostProfile Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new InvalidOperationException($"The shipped profile {name} is missing from the program.");
        return JsonSerializer.Deserialize<CostProfile>(stream, Strict)!;
    }

    private static CostProfile Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<CostProfile>(File.ReadAllBytes(file), Strict)
                ?? throw new UsageException("--profile", file, "holds null instead of a profile");
        }
        catch (JsonException e)
        {
            throw new UsageException("--profile", file, $"is not a cost profile: {JsonFaultText.WithPlace(e)}");
        }
    }

    private static CostProfile Check(CostProfile profile, string given, string engine)
    {
        if (profile.Fault() is { } fault) throw new UsageException("--profile", given, fault);
        if (profile.Engine != engine)
            throw new UsageException("--profile", given, $"is a profile of {profile.Engine}; it says nothing about {engine}");
        return profile;
    }
}
