using CtrBench.Engines.Live;

namespace CtrBench.Engines.Composition;

/// <summary>Engine names and their constructors.</summary>
public static class EngineCatalog
{
    /// <summary>The twin of Spark.</summary>
    public const string MicroBatch = "microbatch";

    /// <summary>The twin of Flink.</summary>
    public const string Continuous = "continuous";

    /// <summary>A real Spark over Spark Connect; created where its address is known.</summary>
    public const string Spark = "spark";

    /// <summary>
    /// The in-process engine of that name; null when there is none. Real engines are created where their address is known.
    /// </summary>
    public static IStreamEngine? Find(string name) =>
        EngineId.Find(name) is { IsReal: false } twin ? new AkkaEngine(twin.Family) : null;
}
