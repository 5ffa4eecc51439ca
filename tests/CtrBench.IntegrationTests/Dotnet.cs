using System.Diagnostics;

namespace CtrBench.IntegrationTests;

/// <summary>Programs that a test runs as a user would.</summary>
internal static class Dotnet
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Runs a command of the SDK, which must end with 0: what it printed.</summary>
    public static Task<string> RunAsync(string folder, params string[] arguments) => ProgramAsync(folder, 0, "dotnet", arguments);

    /// <summary>Runs a program, which must end with this exit code: what it printed.</summary>
    public static async Task<string> ProgramAsync(string folder, int code, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var printed = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == code, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{await printed}\n{await errors}");
        return await printed;
    }
}
