using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>run</c>: fresh topics, an engine, traffic, drain, stop: one live run folder. Or the engine alone.</summary>
internal static class RunCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "run",
        Summary = "Run an engine live, in real time, under traffic, and write a run folder",
        Examples =
        [
            "run --engine continuous --rate 20k/s --duration 2m",
            "run --engine microbatch --trigger 500ms --traffic mmpp --producers 4 --out runs/bursts",
            "run --engine microbatch --kafka localhost:9092 --traffic mmpp --producers 4 --rate 20k/s --duration 5m",
            "run --engine continuous --kafka localhost:9092 --traffic none --checkpoint state --guarantee exactly-once",
            "run --rate 1k/s,10k/s --seeds 3 --duration 2m",
            "run --trace clicks.csv --speed 60 --delay 30s",
            "run --engine spark --kafka localhost:9092 --spark http://localhost:15002 --trigger 1s --duration 3m",
            "run --engine flink --kafka localhost:9092 --flink-gateway http://localhost:8083 --flink-rest http://localhost:8081",
        ],
        Options =
        [
            EngineOptions.Any, .. WorkloadOptions.AllWithTraffic(WorkloadOptions.TrafficOrNone), .. QueryOptions.All,
            KafkaOptions.Kafka, .. KafkaOptions.Common, KafkaOptions.Recreate, .. DeliveryOptions.All,
            .. RealEngineOptions.All, PriceText.Option, WorkloadOptions.SweepSeeds, WorkloadOptions.KeepEvents, FolderNames.Name,
            FolderNames.Out,
        ],
        Body = async (line, session, ct) =>
        {
            if (line.Of(WorkloadOptions.TrafficOrNone).Count == 0)
            {
                var alone = EnginePlanOf(line, session.Environment);
                await session.Error.WriteLineAsync(PlanText.Of(alone));
                return await session.Runs.RunEngineAsync(alone, session, ct);
            }

            if (Sweep.Of(line, isLive: true, PlanIn) is { } sweep)
            {
                // Every run of a sweep recreates the topics.
                line.Refuse(DeliveryOptions.Checkpoint, "cannot be combined with lists or --seeds: each run needs a folder of its own");
                line.Refuse(RealEngineOptions.Record, "cannot be combined with lists or --seeds: each run needs a file of its own");
                await session.Error.WriteLineAsync(PlanText.Of(sweep));
                return await session.Runs.SweepAsync(sweep, session, ct);
            }

            var plan = LivePlan(line, WorkloadOptions.TrafficOrNone, session.Environment);
            await session.Error.WriteLineAsync(PlanText.Of(plan));
            return await session.Runs.RunAsync(plan, session, ct);

            RunPlan PlanIn(ParseResult one, string folder) =>
                LivePlan(one, WorkloadOptions.TrafficOrNone, session.Environment, folder);
        },
    };

    /// <summary>The plan of a line of <c>simulate</c>.</summary>
    /// <param name="line">The line.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="traffic">The verb's own --traffic option.</param>
    /// <param name="profile">The cost profile; null for none, or the default.</param>
    /// <param name="folder">The folder; null for the one of the line.</param>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    public static RunPlan Plan(
        ParseResult line, EngineId engine, ValueOption<IReadOnlyList<TrafficKind>> traffic, string? profile = null,
        string? folder = null)
    {
        var workload = WorkloadOptions.Read(line, traffic);
        var query = QueryOptions.Read(line, [engine], workload.Partitions);
        var name = FolderNames.NameOf(line);
        var runId = name ?? FolderNames.RunName(engine.Name, workload);
        return new RunPlan(runId, engine, workload, query, profile, folder ?? FolderNames.Choose(line, runId))
        {
            Name = name,
            KeepEvents = line.GetValue(WorkloadOptions.KeepEvents),
        };
    }

    /// <summary>The plan of a line of <c>run</c>, or of another verb with its options.</summary>
    /// <param name="line">The line.</param>
    /// <param name="traffic">The verb's own --traffic option.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <param name="folder">The folder of the run; null for the one of --out or a new one.</param>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    public static RunPlan LivePlan(
        ParseResult line, ValueOption<IReadOnlyList<TrafficKind>> traffic, Func<string, string?> environment,
        string? folder = null)
    {
        var engine = line.Of(EngineOptions.Any);
        var plan = Plan(line, engine, traffic, folder: folder);
        var broker = KafkaOptions.Read(line, environment);
        var (delivery, checkpoints) = DeliveryOptions.Read(line, engine, broker is not null || engine.IsReal);
        var real = RealEngineOptions.Read(line, environment, engine, broker, checkpoints, ownTopics: true);
        // Fresh topics begin at offset 0: state of other topics would be continued into nothing.
        if (!engine.IsReal && Directory.Exists(checkpoints) && Directory.EnumerateFileSystemEntries(checkpoints).Any())
        {
            throw new UsageException(DeliveryOptions.Checkpoint.Name, checkpoints,
                "already contains checkpoints, and this run recreates its topics; name an empty folder, or continue with --traffic none");
        }

        return plan with
        {
            Query = plan.Query with { Delivery = delivery },
            Broker = broker,
            CheckpointFolder = engine.IsReal ? null : checkpoints,
            Real = real,
            RecordFile = RealEngineOptions.RecordFile(line),
            PricePerCoreHour = PriceText.Of(line),
        };
    }

    private static EnginePlan EnginePlanOf(ParseResult line, Func<string, string?> environment)
    {
        foreach (var option in WorkloadOptions.All.Where(o => o != WorkloadOptions.Duration))
            line.Refuse(option, "has no effect with --traffic none, where other programs send the traffic; leave it out");
        line.Refuse(PriceText.Option, "has no effect with --traffic none, where the traffic is not known; leave it out");
        line.Refuse(WorkloadOptions.SweepSeeds, "has no effect with --traffic none, where other programs send the traffic; leave it out");
        line.Refuse(KafkaOptions.Recreate, "has no effect with --traffic none, which creates no topics; leave it out");
        var engine = line.Of(EngineOptions.Any);
        var broker = KafkaOptions.Read(line, environment)
            ?? throw new UsageException(WorkloadOptions.Traffic.Name, TrafficNames.None,
                "needs topics filled by other programs: add --kafka, or a kind of traffic");
        var (delivery, checkpoints) = DeliveryOptions.Read(line, engine, onBroker: true);
        // How many partitions there are is known only once the topic is looked at.
        var query = QueryOptions.Read(line, [engine], int.MaxValue) with { Delivery = delivery };
        var runId = FolderNames.NameOf(line) ?? $"{engine.Name}-alone";
        long? durationMs = line.Gives(WorkloadOptions.Duration) ? line.Of(WorkloadOptions.Duration) : null;
        return new EnginePlan(runId, engine, query, broker, checkpoints, durationMs, FolderNames.Choose(line, runId))
        {
            Real = RealEngineOptions.Read(line, environment, engine, broker, checkpoints, ownTopics: false),
        };
    }
}
