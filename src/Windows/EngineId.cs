using System.Text.Json.Serialization;

namespace CtrBench.Windows;

/// <summary>
/// Which engine: its name, the family whose rules it follows, and whether it is a real one or a twin in process. There are four, and each
/// is one object, so that two are the same when they are equal.
/// </summary>
[JsonConverter(typeof(EngineIdJson))]
public sealed record EngineId
{
    private EngineId(string name, string title, EngineFamily family, EngineId? twin) =>
        (Name, Title, Family, _twin) = (name, title, family, twin);

    private readonly EngineId? _twin;

    /// <summary>The twin of Spark, in process.</summary>
    public static readonly EngineId MicroBatch = new("microbatch", "twin of Spark", EngineFamily.MicroBatch, null);

    /// <summary>The twin of Flink, in process.</summary>
    public static readonly EngineId Continuous = new("continuous", "twin of Flink", EngineFamily.Continuous, null);

    /// <summary>A real Spark.</summary>
    public static readonly EngineId Spark = new("spark", "Spark", EngineFamily.MicroBatch, MicroBatch);

    /// <summary>A real Flink.</summary>
    public static readonly EngineId Flink = new("flink", "Flink", EngineFamily.Continuous, Continuous);

    /// <summary>All of them, twins first: the order in which they are shown.</summary>
    public static IReadOnlyList<EngineId> All { get; } = [MicroBatch, Continuous, Spark, Flink];

    /// <summary>Those that run in this process, and in virtual time.</summary>
    public static IReadOnlyList<EngineId> Twins { get; } = [.. All.Where(engine => !engine.IsReal)];

    /// <summary>Those that run outside this process.</summary>
    public static IReadOnlyList<EngineId> RealOnes { get; } = [.. All.Where(engine => engine.IsReal)];

    /// <summary>Its name in options and files.</summary>
    public string Name { get; }

    /// <summary>Its name in a sentence: "Spark", "twin of Spark".</summary>
    public string Title { get; }

    /// <summary>Whose rules and settings it has.</summary>
    public EngineFamily Family { get; }

    /// <summary>Whether it runs outside this process.</summary>
    public bool IsReal => _twin is not null;

    /// <summary>The twin that follows the same rules; a twin is its own.</summary>
    public EngineId Twin => _twin ?? this;

    /// <summary>The real engine whose rules it follows; a real one is its own.</summary>
    public EngineId Real => RealOnes.First(engine => engine.Family == Family);

    /// <summary>The twin of a family.</summary>
    public static EngineId TwinOf(EngineFamily family) => Twins.First(engine => engine.Family == family);

    /// <summary>The engine of that name, letter by letter; null when there is none.</summary>
    public static EngineId? Find(string? name) => All.FirstOrDefault(engine => engine.Name == name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>The two ways to schedule a window: they determine when the watermark moves, which rows are late and what is counted.</summary>
public enum EngineFamily : byte
{
    /// <summary>Spark and its twin: one watermark over all partitions, moved between micro-batches.</summary>
    MicroBatch = 0,

    /// <summary>Flink and its twin: the minimum over the partitions, moved at ticks or with each event.</summary>
    Continuous,
}
