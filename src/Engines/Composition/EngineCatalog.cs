using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Live;
using CtrBench.Engines.SparkConnect;

namespace CtrBench.Engines.Composition;

/// <summary>Makes engines: the only place that does.</summary>
public static class EngineCatalog
{
    /// <summary>The twin of a family as a live engine, in process.</summary>
    public static IStreamEngine Twin(EngineFamily family) => new AkkaEngine(family);

    /// <summary>A real Flink, with the settings of its cluster. Its job reads and writes topics of a Kafka broker.</summary>
    /// <param name="gateway">Address of the SQL Gateway, http://host:8083.</param>
    /// <param name="rest">Address of the JobManager's REST, http://host:8081.</param>
    public static IStreamEngine Flink(Uri gateway, Uri rest) => Flink(new FlinkSettings { Gateway = gateway, Rest = rest });

    /// <summary>A real Spark behind a Spark Connect server. Its query reads and writes topics of a Kafka broker.</summary>
    /// <param name="server">Address of the server; the default port is 15002.</param>
    /// <param name="token">Its token, a secret that is sent to the server only; null: it asks for none.</param>
    public static IStreamEngine Spark(Uri server, string? token = null) => Spark(new SparkConnection(server, token), new());

    /// <summary>The engine <paramref name="id"/>.</summary>
    /// <param name="id">Which.</param>
    /// <param name="settings">Where a real engine is and how it is used; null for a twin, which needs none.</param>
    /// <exception cref="ArgumentException">A real engine without its settings, or with those of the other one.</exception>
    internal static IStreamEngine Create(EngineId id, RealEngineSettings? settings = null)
    {
        if (!id.IsReal) return Twin(id.Family);
        if (id == EngineId.Flink && settings?.Flink is { } flink) return Flink(flink);
        if (id == EngineId.Spark && settings?.Spark is { } spark) return Spark(spark, settings.SparkSettings);
        throw new ArgumentException($"The settings of {id} are missing.", nameof(settings));
    }

    /// <summary>A real Flink.</summary>
    internal static FlinkSqlEngine Flink(FlinkSettings settings) => new(settings);

    /// <summary>A real Spark.</summary>
    internal static SparkConnectEngine Spark(SparkConnection connection, SparkConnectSettings settings) =>
        new(connection.Server, connection.Token, settings);
}

/// <summary>Where a real engine is and how it is used; one of the two.</summary>
internal sealed record RealEngineSettings
{
    /// <summary>A Flink; null for a Spark.</summary>
    public FlinkSettings? Flink { get; init; }

    /// <summary>A Spark; null for a Flink.</summary>
    public SparkConnection? Spark { get; init; }

    /// <summary>How the Spark is used.</summary>
    public SparkConnectSettings SparkSettings { get; init; } = new();

    /// <summary>The same for a run with an id of its own, by which what it leaves on the engine is found.</summary>
    public RealEngineSettings Of(Guid runId) => this with
    {
        Flink = Flink is null ? null : Flink with { RunId = runId },
        SparkSettings = SparkSettings with { RunId = runId },
    };
}
