using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Live;
using CtrBench.Engines.SparkConnect;

namespace CtrBench.Engines.Composition;

/// <summary>Makes engines: the only place that does.</summary>
public static class EngineCatalog
{
    /// <summary>The engine <paramref name="id"/>.</summary>
    /// <param name="id">Which.</param>
    /// <param name="settings">Where a real engine is and how it is used; null for a twin, which needs none.</param>
    /// <exception cref="ArgumentException">A real engine without its settings, or with those of the other one.</exception>
    public static IStreamEngine Create(EngineId id, RealEngineSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!id.IsReal) return new AkkaEngine(id.Family);
        if (id == EngineId.Flink && settings?.Flink is { } flink) return Flink(flink);
        if (id == EngineId.Spark && settings?.Spark is { } spark) return Spark(spark, settings.SparkSettings);
        throw new ArgumentException($"The settings of {id} are missing.", nameof(settings));
    }

    /// <summary>A real Flink.</summary>
    public static FlinkSqlEngine Flink(FlinkSettings settings) => new(settings);

    /// <summary>A real Spark.</summary>
    public static SparkConnectEngine Spark(SparkConnection connection, SparkConnectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new(connection.Server, connection.Token, settings);
    }
}

/// <summary>Where a real engine is and how it is used; one of the two.</summary>
public sealed record RealEngineSettings
{
    /// <summary>A Flink; null for a Spark.</summary>
    public FlinkSettings? Flink { get; init; }

    /// <summary>A Spark; null for a Flink.</summary>
    public SparkConnection? Spark { get; init; }

    /// <summary>How the Spark is used.</summary>
    public SparkConnectSettings SparkSettings { get; init; } = new();
}
