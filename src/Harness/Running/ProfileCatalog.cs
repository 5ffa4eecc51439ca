using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Profiles;
using CtrBench.Harness.Runs;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>Cost profiles by name (shipped in the program), by file, or by the run folder that they were fitted to.</summary>
internal static class ProfileCatalog
{
    /// <summary>
    /// The profile <paramref name="nameOrFile"/>, or the engine's default when null. It must belong to <paramref name="engine"/>.
    /// </summary>
    /// <exception cref="UsageException">There is none, it is broken, or it belongs to the other twin.</exception>
    public static CostProfile Find(EngineId engine, string? nameOrFile)
    {
        var name = nameOrFile ?? ShippedProfiles.Of(engine.Real).Name;
        if (name == CostProfile.InstantName) return CostProfile.Instant(engine);
        if (name == CostProfile.InProcessName) return ShippedProfiles.Of(engine);
        if (ShippedProfiles.Names.Contains(name)) return Check(ShippedProfiles.Read(name), name, engine);
        if (Directory.Exists(name)) return Check(Read(FileIn(name)), name, engine);
        if (!File.Exists(name))
            throw new UsageException(
                "--profile", name, $"is neither a file nor a shipped profile; shipped: {string.Join(", ", Offered())}");
        return Check(Read(name), name, engine);
    }

    /// <summary>A warning for a profile that does not reproduce the run that it was fitted to; null for others.</summary>
    public static string? Caution(CostProfile profile) => profile.OwnRun is { Unfit: true } check
        ? $"warning: profile {profile.Name} is unfit for predictions: {check}{(check.MeanError is null ? "" : $"; {check.Reason}")}"
        : null;

    private static string FileIn(string folder)
    {
        var file = Path.Combine(folder, RunFolder.ProfileName);
        if (File.Exists(file)) return file;
        var why = File.Exists(Path.Combine(folder, "manifest.json"))
            ? "analyze writes one for a live run that carries it, and says why when it does not"
            : "not a run folder either";
        throw new UsageException("--profile", folder, $"is a folder without {RunFolder.ProfileName}: {why}");
    }

    private static IEnumerable<string> Offered() =>
        ShippedProfiles.Names.Select(n => n.StartsWith(CostProfile.InProcessName, StringComparison.Ordinal) ? CostProfile.InProcessName : n)
            .Append(CostProfile.InstantName).Distinct().Order(StringComparer.Ordinal);

    private static CostProfile Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<CostProfile>(File.ReadAllBytes(file), RunJson.Line)
                ?? throw new UsageException("--profile", file, "holds null instead of a profile");
        }
        catch (JsonException e)
        {
            throw new UsageException("--profile", file, $"is not a cost profile: {JsonFaultText.WithPlace(e)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException("--profile", file, $"cannot be read: {e.Message}");
        }
    }

    private static CostProfile Check(CostProfile profile, string given, EngineId engine)
    {
        if (profile.Fault() is { } fault) throw new UsageException("--profile", given, fault);
        if (profile.Engine != engine)
            throw new UsageException("--profile", given, $"is a profile of {profile.Engine}, and cannot be used for {engine}");
        return profile;
    }
}
