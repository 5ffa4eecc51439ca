using System.CommandLine;
using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Cli;

/// <summary>How results are kept right over a restart: checkpoints and the guarantee.</summary>
internal static class DeliveryOptions
{
    private static readonly DeliverySettings Standard = new();

    /// <summary>Folder of checkpoints.</summary>
    public static readonly Option<string> Checkpoint = OptionReading.New("--checkpoint", "dir",
        "Folder of the engine's checkpoints, on --kafka only; a real engine's as that engine names it. One that holds some is continued, "
            + "with --traffic none");

    /// <summary>Checkpoint interval.</summary>
    public static readonly Option<string> Interval = OptionReading.New("--checkpoint-interval", "duration",
        "continuous, flink: how often a checkpoint is taken; microbatch and spark take one a batch",
        DurationText.Format(Standard.CheckpointIntervalMs));

    /// <summary>The guarantee.</summary>
    public static readonly Option<string> Guarantee = OptionReading.New("--guarantee", "at-least-once|exactly-once",
        "What a restart may do to results: repeat some, or, by transactions with the checkpoints, none", "at-least-once");

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Checkpoint, Interval, Guarantee];

    /// <summary>The settings of the line and the folder of checkpoints, null for none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="onBroker">Whether the topics outlive the process.</param>
    /// <exception cref="UsageException">A value or a combination cannot be used.</exception>
    public static (DeliverySettings Settings, string? Folder) Read(ParseResult line, EngineChoice engine, bool onBroker)
    {
        if (!onBroker)
        {
            foreach (var option in All)
            {
                line.Refuse(option,
                    "topics in memory end with the process, so nothing could be continued; give --kafka too, or leave it out");
            }
        }

        if (engine.Family == EngineFamily.MicroBatch)
            line.Refuse(Interval, $"{engine.Name} takes a checkpoint with every batch (S20); leave it out");
        var folder = Folder(line, local: !engine.IsReal);
        var exactly = line.IndexOf(Guarantee, "at-least-once", "exactly-once") == 1;
        // A real engine keeps checkpoints by itself.
        if (folder is null && !engine.IsReal)
        {
            line.Refuse(Interval, "needs --checkpoint DIR, where checkpoints are kept");
            if (exactly) line.Refuse(Guarantee, "needs --checkpoint DIR: results become visible with the checkpoint that counts them");
        }

        var intervalMs = line.DurationOf(Interval);
        var settings = new DeliverySettings
        {
            Guarantee = exactly ? DeliveryGuarantee.ExactlyOnce : DeliveryGuarantee.AtLeastOnce,
            CheckpointIntervalMs = intervalMs,
        };
        return (settings, folder);
    }

    private static string? Folder(ParseResult line, bool local)
    {
        if (line.TextOf(Checkpoint) is not { } folder) return null;
        if (string.IsNullOrWhiteSpace(folder)) throw new UsageException(Checkpoint.Name, folder, "names no folder");
        return local && File.Exists(folder) ? throw new UsageException(Checkpoint.Name, folder, "is a file; name a folder") : folder;
    }
}
