using System.Runtime.InteropServices;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Standard output and standard error as the caller left them. A stream may be closed (<c>&gt;&amp;-</c>) or on a full disk: an answer that
/// cannot be written is an error with an exit code of its own, a message that cannot be written changes nothing.
/// </summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>Standard output; a writer that fails at the first character where the caller closed it.</summary>
    public static TextWriter Output { get; } = IsInherited(1) ? Console.Out : new ClosedWriter();

    /// <summary>Standard error; nothing is written where the caller closed it.</summary>
    public static TextWriter Error { get; } = IsInherited(2) ? Console.Error : TextWriter.Null;

    /// <summary>A writer for answers: a failure to write is an <see cref="OutputException"/>.</summary>
    public static TextWriter Answers(TextWriter writer) => new GuardedWriter(writer, error => throw new OutputException(error));

    /// <summary>A writer for messages: a failure to write is ignored, since the exit code already says what happened.</summary>
    public static TextWriter Messages(TextWriter writer) => new GuardedWriter(writer, _ => { });

    // The first file that a process opens takes the number of a stream that its caller closed, and what was meant for the stream would end
    // in that file. Descriptors that .NET opens are closed on exec, and an inherited one cannot be.
    private static bool IsInherited(int descriptor) => OperatingSystem.IsWindows()
        || DescriptorFlags(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int DescriptorFlags(int descriptor, int command);
}

/// <summary>The answer could not be written to standard output.</summary>
/// <param name="cause">The error of the stream.</param>
internal sealed class OutputException(Exception cause) : CtrBenchException(ErrorKind.NotReady,
    $"standard output cannot be written: {cause.GetBaseException().Message.TrimEnd('.')}",
    "Redirect it to where it can be written; a run that has ended is complete in its folder", cause);

/// <summary>A stream that its caller closed.</summary>
internal sealed class ClosedWriter : TextWriter
{
    /// <inheritdoc/>
    public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => throw new IOException("it is closed");
}

/// <summary>A writer whose failures are handled in one place. After the first failure nothing more is written.</summary>
/// <param name="writer">The stream's own writer.</param>
/// <param name="onFailure">What a failure becomes.</param>
internal sealed class GuardedWriter(TextWriter writer, Action<Exception> onFailure) : TextWriter
{
    private bool _failed;

    /// <inheritdoc/>
    public override System.Text.Encoding Encoding => writer.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => writer.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => writer.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => writer.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void WriteLine() => Try(writer.WriteLine);

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => writer.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(writer.Flush);

    private void Try(Action write)
    {
        if (_failed) return;
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _failed = true;
            onFailure(error);
        }
    }
}
