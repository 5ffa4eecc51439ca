using System.Net.Sockets;
using System.Security.Authentication;
using Confluent.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Traces;
using CtrBench.Traffic.Transport;
using Grpc.Core;

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
        ProducerFailedException { InnerException: { } cause and not CtrBenchException } failed when Of(cause, interrupted) is var fault =>
            fault.Code == ExitCode.Bug ? Bug(failed) : fault with { Message = failed.Message },
        RecordsRemovedException lost => new(ExitCode.RunSaysNo, "data-loss", Remedies.MessageOf(lost), "--fail-on-data-loss"),
        CtrBenchException known => OfKind(known.Kind, Remedies.MessageOf(known), OptionOf(known)),
        OperationCanceledException when interrupted =>
            new(ExitCode.Interrupted, "interrupted", "interrupted; the folder of an unfinished run says so"),
        IOException { HResult: NoSpaceUnix or NoSpaceWindows } full =>
            new(ExitCode.SetupFailed, "setup", $"no space left: {full.Message}; free some space, or write elsewhere with --out"),
        UnauthorizedAccessException denied =>
            new(ExitCode.SetupFailed, "setup", $"{denied.Message} Check its permissions, or write elsewhere with --out"),
        IOException file => new(ExitCode.SetupFailed, "setup", file.Message),
        // No server's error is a bug of this program; where one is not caught, the text is the client's own.
        HttpRequestException or SocketException or AuthenticationException or RpcException or KafkaException or TimeoutException
            or OperationCanceledException { InnerException: TimeoutException } =>
            new(ExitCode.SetupFailed, "setup", $"{error.Message.TrimEnd('.')}. ctrbench doctor shows which servers answer"),
        _ => Bug(error),
    };

    private static Fault OfKind(ErrorKind kind, string words, string? option) => kind switch
    {
        ErrorKind.BadInput => new(ExitCode.Misuse, "usage", words, option),
        _ => new(ExitCode.SetupFailed, "setup", words, option),
    };

    private static string? OptionOf(CtrBenchException error) => error switch
    {
        UsageException usage => usage.Option,
        QueryRefusedException refused => Remedies.OptionOf(refused) ?? refused.Field,
        TraceException => "--trace",
        KafkaConfigException => "--kafka-config",
        CheckpointException => "--checkpoint",
        _ => null,
    };

    private static Fault Bug(Exception error) =>
        new(ExitCode.Bug, "bug", $"this is a bug in ctrbench, please report it: {error.GetType().Name}: {error.Message}");
}

/// <summary>An exception as the user sees it.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Kind">The kind, for machines: usage, setup, data-loss, interrupted, bug.</param>
/// <param name="Message">What happened, where, and what to do.</param>
/// <param name="Option">The option at fault; null when it is not one option's.</param>
internal sealed record Fault(ExitCode Code, string Kind, string Message, string? Option = null);
