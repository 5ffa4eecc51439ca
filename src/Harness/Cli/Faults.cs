using CtrBench.Harness.Runs;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Traces;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Cli;

/// <summary>The one place where exceptions become exit codes.</summary>
internal static class Faults
{
    private const int NoSpaceUnix = 28;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    /// <summary>What an exception means to the user. Whatever is not known here is a bug.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="interrupted">Whether Ctrl-C was pressed: only then is a cancellation an answer.</param>
    public static Fault Of(Exception error, bool interrupted) => error switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only, interrupted),
        UsageException usage => new(ExitCode.Misuse, "usage", usage.Message, usage.Option),
        QueryRefusedException refused => new(ExitCode.Misuse, "usage", refused.Message, refused.Field),
        RunFolderException { CannotWrite: true } unwritable => new(ExitCode.SetupFailed, "setup", unwritable.Message),
        RunFolderException folder => new(ExitCode.Misuse, "usage", folder.Message),
        TraceException trace => new(ExitCode.Misuse, "usage", trace.Message, "--trace"),
        KafkaConfigException config => new(ExitCode.Misuse, "usage", config.Message, "--kafka-config"),
        CheckpointException checkpoint => new(ExitCode.SetupFailed, "setup", checkpoint.Message, "--checkpoint"),
        TransportException transport => new(ExitCode.SetupFailed, "setup", transport.Message),
        UnknownTopicException unknown => new(
            ExitCode.SetupFailed, "setup",
            $"topic '{unknown.Topic}' does not exist on the broker. ctrbench produce makes the topics, or name others with --events-topic "
            + "and --results-topic."),
        OffsetNotKeptException offset => new(ExitCode.SetupFailed, "setup", offset.Message),
        ProducerFailedException { InnerException: TransportException } producer => new(ExitCode.SetupFailed, "setup", producer.Message),
        SetupException setup => new(ExitCode.SetupFailed, "setup", setup.Message),
        OperationCanceledException when interrupted =>
            new(ExitCode.Interrupted, "interrupted", "interrupted; a run folder that was being written says so"),
        IOException { HResult: NoSpaceUnix or NoSpaceWindows } full =>
            new(ExitCode.SetupFailed, "setup", $"no space left: {full.Message}; free some, or write elsewhere with --out"),
        UnauthorizedAccessException denied =>
            new(ExitCode.SetupFailed, "setup", $"{denied.Message} Check its permissions, or write elsewhere with --out"),
        IOException file => new(ExitCode.SetupFailed, "setup", file.Message),
        _ => new(ExitCode.Bug, "bug", $"this is a bug in ctrbench, please report it: {error.GetType().Name}: {error.Message}"),
    };
}
