using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>How results are kept right over a restart: checkpoints and the guarantee.</summary>
internal static class DeliveryOptions
{
    private static readonly DeliverySettings Standard = new();

    /// <summary>Folder of checkpoints.</summary>
    public static readonly Option<string> Checkpoint = ValueOption.Text("--checkpoint", "dir",
        "Folder of the engine's checkpoints, only with --kafka; for a real engine as seen from that engine. Existing checkpoints are "
        + "continued with --traffic none");

    private static readonly ValueOption<long> Interval = ValueOption.Duration("--checkpoint-interval",
        "continuous, flink: how often a checkpoint is taken; microbatch and spark take one per batch", Standard.CheckpointIntervalMs);

    private static readonly ValueOption<DeliveryGuarantee> Guarantee = ValueOption.Choice("--guarantee",
        "What a restart may do to results: repeat some, or, by transactions with the checkpoints, none",
        ("at-least-once", DeliveryGuarantee.AtLeastOnce), ("exactly-once", DeliveryGuarantee.ExactlyOnce));

    private static readonly ValueOption<bool> FailOnDataLoss = ValueOption.Choice("--fail-on-data-loss",
        "Whether the engine ends when records of the events topic are removed before it has read them; off: it continues and counts them",
        ("on", true), ("off", false));

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Checkpoint, Interval, Guarantee, FailOnDataLoss];

    /// <summary>The settings of the line and the folder of checkpoints, null for none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="onBroker">Whether the topics outlive the process.</param>
    /// <exception cref="UsageException">A value or a combination cannot be used.</exception>
    public static (DeliverySettings Settings, string? Folder) Read(ParseResult line, EngineId engine, bool onBroker)
    {
        if (!onBroker)
        {
            foreach (var option in All)
            {
                line.Refuse(option,
                    "topics in memory end with the process, so nothing could be continued; add --kafka, or leave it out");
            }
        }

        if (engine.Family == EngineFamily.MicroBatch)
            line.Refuse(Interval, $"{engine.Name} takes a checkpoint with every batch (S20); leave it out");
        var folder = Folder(line, local: !engine.IsReal);
        var guarantee = line.Of(Guarantee);
        // A real engine keeps checkpoints by itself.
        if (folder is null && !engine.IsReal)
        {
            line.Refuse(Interval, "needs --checkpoint DIR, where checkpoints are kept");
            if (guarantee == DeliveryGuarantee.ExactlyOnce)
                line.Refuse(Guarantee, "needs --checkpoint DIR: results become visible with the checkpoint that counts them");
        }

        if (engine == EngineId.Flink)
            line.Refuse(FailOnDataLoss, "the real flink has no such setting: it continues at the oldest record kept (K13); leave it out");
        return (new DeliverySettings
        {
            Guarantee = guarantee,
            CheckpointIntervalMs = line.Of(Interval),
            FailOnDataLoss = line.Of(FailOnDataLoss),
        }, folder);
    }

    private static string? Folder(ParseResult line, bool local)
    {
        if (line.GetValue(Checkpoint) is not { } folder) return null;
        if (string.IsNullOrWhiteSpace(folder)) throw new UsageException(Checkpoint.Name, folder, "the folder name is empty");
        return local && File.Exists(folder) ? throw new UsageException(Checkpoint.Name, folder, "is a file; name a folder") : folder;
    }
}
