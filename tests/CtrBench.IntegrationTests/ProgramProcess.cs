using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CtrBench.IntegrationTests;

/// <summary>The built program as a process of its own, as a user starts it.</summary>
internal sealed partial class ProgramProcess : IDisposable
{
    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "ctrbench.dll");
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ProgramProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts <c>ctrbench</c> with these arguments.</summary>
    public static ProgramProcess Start(params string[] arguments) => Launch("dotnet", [Built, .. arguments]);

    /// <summary>The same in another working folder.</summary>
    public static ProgramProcess StartIn(string folder, params string[] arguments) => Launch("dotnet", [Built, .. arguments], folder);

    /// <summary>The same with SIGINT ignored, as a script starts what ends in <c>&amp;</c>.</summary>
    public static ProgramProcess StartInBackground(params string[] arguments) =>
        Launch("sh", ["-c", "trap '' INT; exec \"$@\"", "sh", "dotnet", Built, .. arguments]);

    /// <summary>Sends the signal of Ctrl-C.</summary>
    public void Interrupt()
    {
        if (Kill(_process.Id, 2) != 0) throw new InvalidOperationException($"kill failed with {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Asks it to end, as <c>kill</c> and <c>timeout</c> do.</summary>
    public void Terminate()
    {
        if (Kill(_process.Id, 15) != 0) throw new InvalidOperationException($"kill failed with {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Kills it on the spot, as <c>kill -9</c> does, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Waits for its end: exit code, standard output, standard error.</summary>
    public async Task<(int Code, string Output, string Error)> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static ProgramProcess Launch(string program, IEnumerable<string> arguments, string folder = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["COLUMNS"] = "1000" }, // lines that are looked for are not broken
        };
        return new ProgramProcess(Process.Start(start)!);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
