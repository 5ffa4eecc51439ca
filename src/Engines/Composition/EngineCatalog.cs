using CtrBench.Engines.Live;

namespace CtrBench.Engines.Composition;

/// <summary>Engine names and their constructors: the composition of the program.</summary>
public static class EngineCatalog
{
    /// <summary>The twin of Spark.</summary>
    public const string MicroBatch = "microbatch";

    /// <summary>The twin of Flink.</summary>
    public const string Continuous = "continuous";

    /// <summary>A real Spark over Spark Connect; it is made where its address is known.</summary>
    public const string Spark = "spark";

    /// <summary>
    /// The engine of that name in this process; null when there is none. Real ones are made where their address is known.
    /// </summary>
    public static IStreamEngine? Find(string name) =>
        EngineId.Find(name) is { IsReal: false } twin ? new AkkaEngine(twin.Family) : null;
}
