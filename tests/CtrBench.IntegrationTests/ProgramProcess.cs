using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CtrBench.IntegrationTests;

/// <summary>The built program as a process of its own, as a user starts it.</summary>
internal sealed partial class ProgramProcess : IDisposable
{
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
    public static ProgramProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ctrbench.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new ProgramProcess(Process.Start(start)!);
    }

    /// <summary>Sends the signal of Ctrl-C.</summary>
    public void Interrupt()
    {
        if (Kill(_process.Id, 2) != 0) throw new InvalidOperationException($"kill failed with {Marshal.GetLastPInvokeError()}");
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

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
