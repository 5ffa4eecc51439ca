using System.ComponentModel;
using System.Diagnostics;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary>The program with which this system opens files.</summary>
internal static class SystemOpener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Opens a file; says why it could not, null when it did.</summary>
    public static async Task<string?> OpenAsync(string path, VerbSession session, CancellationToken ct)
    {
        var (name, args) = OperatingSystem.IsWindows() ? ("cmd", (string[])["/c", "start", "", path])
            : OperatingSystem.IsMacOS() ? ("open", [path]) : ("xdg-open", [path]);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, args)
            {
                RedirectStandardError = true, // what it complains of is not an answer
                RedirectStandardOutput = true,
            });
            if (process is null) return $"{name} does not start";
            await process.WaitForExitAsync(ct).WaitAsync(Patience, session.Clock, ct);
            return process.ExitCode == 0 ? null : FormattableString.Invariant($"{name} ended with exit code {process.ExitCode}");
        }
        catch (TimeoutException)
        {
            return null; // an opener that stays is the browser itself
        }
        catch (Win32Exception)
        {
            return $"{name} is not installed";
        }
    }
}
