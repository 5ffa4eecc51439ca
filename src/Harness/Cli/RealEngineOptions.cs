using System.CommandLine;
using CtrBench.Engines.Composition;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Cli;

/// <summary>What <c>run</c> takes for a real engine, beside the query: where it is, and how it is used.</summary>
internal static class RealEngineOptions
{
    private const int MostPartitions = 10_000;

    private static readonly ValueOption<string> EngineKafka = new("--engine-kafka", "address",
        "spark, flink: the broker address for the engine, if it differs from --kafka: an engine in a container",
        EndpointText.ParseBrokers);

    /// <summary>The file of a recording.</summary>
    public static readonly Option<string> Record = ValueOption.Text("--record", "file",
        "spark, flink: keep a recording of the run in this file, for validate --transcript");

    private static readonly ValueOption<int> ShufflePartitions = ValueOption.Count<int>("--shuffle-partitions",
        "spark: state partitions; by default as many as the events topic has partitions", null, 1, MostPartitions);

    private static readonly ValueOption<SparkStateStore> StateStore = ValueOption.Choice("--state-store",
        "spark: where open windows are kept", ("hdfs", SparkStateStore.Hdfs), ("rocksdb", SparkStateStore.RocksDb));

    private static readonly Option<bool> KeepCheckpoint =
        ValueOption.Switch("--keep-checkpoint", "spark: leave the run's checkpoint folder on the server");

    private static readonly Option<string> Savepoint = ValueOption.Text("--savepoint", "dir",
        "flink, with --traffic none: stop with a savepoint that is kept in this folder, as seen from the cluster");

    private static readonly Option<string> Restore = ValueOption.Text("--restore", "path",
        "flink, with --traffic none: continue from this savepoint or checkpoint");

    private static readonly IReadOnlyList<Option> Spark = [.. SparkOptions.All, ShufflePartitions, StateStore, KeepCheckpoint];

    private static readonly IReadOnlyList<Option> Flink = [.. FlinkOptions.All, Savepoint, Restore];

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [EngineKafka, Record, .. Spark, .. Flink];

    /// <summary>Those that a suite takes: its runs have topics of their own, are not recorded, and continue nothing.</summary>
    public static readonly IReadOnlyList<Option> OfSuite =
        [EngineKafka, .. SparkOptions.All, ShufflePartitions, StateStore, .. FlinkOptions.All];

    /// <summary>The real engines among those of a suite, by engine.</summary>
    /// <exception cref="UsageException">A value cannot be used, or fits none of the engines.</exception>
    public static IReadOnlyDictionary<EngineId, RealEngineSettings> ReadAll(
        ParseResult line, Func<string, string?> environment, IReadOnlyList<EngineId> engines, BrokerPlan? broker)
    {
        List<EngineId> real = [.. engines.Where(engine => engine.IsReal)];
        foreach (var other in EngineId.RealOnes.Except(real))
            foreach (var option in OptionsOf(other)) line.Refuse(option, $"is for --engines {other.Name}; leave it out");
        if (real.Count == 0) line.Refuse(EngineKafka, "is for real engines: add --engines spark or flink, or leave it out");
        if (real.Count > 0 && broker is null)
        {
            throw new UsageException(
                EngineOptions.Several.Name, real[0].Name,
                $"a real {real[0].Name} reads from a broker: add --kafka localhost:9092; its twin needs none: --engines {real[0].Twin}");
        }

        return real.ToDictionary(engine => engine, engine => Of(line, environment, engine, checkpoints: null, ownTopics: true));
    }

    /// <summary>The real engine of the line; null where the engine is a twin.</summary>
    /// <param name="line">The line.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="broker">The broker; null for none.</param>
    /// <param name="checkpoints">Value of --checkpoint, on the engine's file system; null for none.</param>
    /// <param name="ownTopics">Whether the run recreates its topics, so that nothing can be continued.</param>
    /// <exception cref="UsageException">A value cannot be used, or does not fit the engine.</exception>
    public static RealEngineSettings? Read(
        ParseResult line, Func<string, string?> environment, EngineId engine, BrokerPlan? broker, string? checkpoints, bool ownTopics)
    {
        foreach (var other in EngineId.RealOnes.Where(e => e != engine))
            foreach (var option in OptionsOf(other)) line.Refuse(option, $"is for --engine {other.Name}; leave it out");

        if (!engine.IsReal)
        {
            foreach (var option in (Option[])[EngineKafka, Record])
                line.Refuse(option, $"is for real engines: {engine.Name} runs in this process; leave it out");
            return null;
        }

        if (broker is null)
        {
            throw new UsageException(
                EngineOptions.Name, engine.Name,
                $"a real {engine.Name} reads from a broker: add --kafka localhost:9092; its twin needs none: --engine {engine.Twin}");
        }

        if (!ownTopics) line.Refuse(Record, "needs a run that creates its topics, since others may have filled these; leave --traffic none "
            + "out");
        return Of(line, environment, engine, checkpoints, ownTopics);
    }

    private static RealEngineSettings Of(
        ParseResult line, Func<string, string?> environment, EngineId engine, string? checkpoints, bool ownTopics)
    {
        var kafka = line.GetValue(EngineKafka)?.Value;
        return engine.Family == EngineFamily.Continuous
            ? new RealEngineSettings { Flink = FlinkOf(line, environment, kafka, checkpoints, ownTopics) }
            : new RealEngineSettings
            {
                Spark = SparkOptions.ReadNeeded(line, environment),
                SparkSettings = SparkOf(line, kafka, checkpoints, ownTopics),
            };
    }

    /// <summary>The file of the recording; null for none.</summary>
    /// <exception cref="UsageException">It exists, or is in no folder.</exception>
    public static string? RecordFile(ParseResult line)
    {
        if (line.GetValue(Record) is not { } path) return null;
        if (Path.Exists(path)) throw new UsageException(Record.Name, path, "exists already; name another file");
        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? path
            : throw new UsageException(Record.Name, path, "its folder does not exist");
    }

    private static IReadOnlyList<Option> OptionsOf(EngineId real) => real.Family == EngineFamily.Continuous ? Flink : Spark;

    private static FlinkSettings FlinkOf(
        ParseResult line, Func<string, string?> environment, string? kafka, string? checkpoints, bool ownTopics)
    {
        if (ownTopics)
        {
            line.Refuse(Savepoint, "needs --traffic none: a run that creates its topics drains them, and leaves nothing to continue from");
            line.Refuse(Restore, "needs --traffic none: a run that creates its topics has nothing to continue from");
        }

        var (gateway, rest) = FlinkOptions.ReadNeeded(line, environment);
        return new FlinkSettings
        {
            Gateway = gateway,
            Rest = rest,
            KafkaBootstrapServers = kafka,
            CheckpointFolder = checkpoints,
            SavepointFolder = line.GetValue(Savepoint),
            KeepSavepoint = line.Gives(Savepoint),
            RestoreFrom = line.GetValue(Restore),
        };
    }

    // A run on topics of its own makes a checkpoint folder of its own, in the folder that was named.
    private static SparkConnectSettings SparkOf(ParseResult line, string? kafka, string? checkpoints, bool ownTopics)
    {
        if (!ownTopics && checkpoints is not null) line.Refuse(KeepCheckpoint, "has no effect with --checkpoint, which is always kept");
        return new SparkConnectSettings
        {
            KafkaBootstrapServers = kafka,
            ShufflePartitions = line.GetValue(ShufflePartitions)?.Value,
            StateStore = line.Of(StateStore),
            CheckpointRoot = ownTopics ? checkpoints : null,
            KeepCheckpoint = line.GetValue(KeepCheckpoint),
        };
    }
}
