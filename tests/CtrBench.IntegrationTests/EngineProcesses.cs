using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CtrBench.Tests;
using Xunit.Sdk;
using Xunit.v3;

// The tests of a collection share a broker and a server of each kind, and some of them pause or kill it: they run one after another. Each
// collection has servers of its own, and its tests wait more than they work, so that two collections run side by side.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]

namespace CtrBench.IntegrationTests;

/// <summary>
/// Real engines as processes of this test program, in a folder and on ports of their own: started and stopped by the script beside their
/// archives. A guard outlives this process, however it ends, and takes them down then.
/// </summary>
/// <param name="name">What the folder is called after.</param>
public sealed class EngineProcesses(string name)
{
    private const string Variable = "CTRBENCH_ENGINES";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ctrbench-it-{name}-{Environment.ProcessId}");
    private readonly Dictionary<string, string> _settings = [];
    private string _script = "";

    /// <summary>
    /// The script that starts engines here. Skips the running test where there is none, or where nobody asked for engines: they take two minutes
    /// to start and 5 GB of memory.
    /// </summary>
    public static string RequireScript() => Require("engines/engines");

    /// <summary>A file of the folder "shared" that engines are made of; skips the running test as <see cref="RequireScript"/> does.</summary>
    public static string Require(string relative)
    {
        var path = SharedFolder.Require(relative);
        if (Environment.GetEnvironmentVariable(Variable) != "1" && Environment.GetEnvironmentVariable("CI") is not ("true" or "1"))
            Assert.Skip($"needs real engines: {Variable}=1 starts those of the folder 'shared', or name your own (CONTRIBUTING.md)");
        return path;
    }

    /// <summary>Where everything of theirs is.</summary>
    public string Folder => _folder;

    /// <summary>Sets a variable that the script reads.</summary>
    public string this[string variable]
    {
        get => _settings[variable];
        set => _settings[variable] = value;
    }

    /// <summary>Sets a port that is free together with the one so far above it.</summary>
    public int SetPort(string variable, int above = 0)
    {
        var port = FreePort(above);
        _settings[variable] = port.ToString(CultureInfo.InvariantCulture);
        return port;
    }

    /// <summary>Starts these engines by the script, and the guard.</summary>
    public Task UpAsync(string script, params string[] engines)
    {
        _script = script;
        var wait = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done; \"{_script}\" down; rm -rf \"{_folder}\"";
        using var guard = Process.Start(Configured(new ProcessStartInfo("setsid", ["bash", "-c", $"({wait}) >/dev/null 2>&1 </dev/null &"])))!;
        guard.WaitForExit();
        return RunAsync(["up", .. engines]);
    }

    /// <summary>Stops one in its tracks; it keeps its connections.</summary>
    public Task PauseAsync(string process) => RunAsync("pause", process);

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync(string process) => RunAsync("resume", process);

    /// <summary>Kills one and waits until it is gone, its port with it; its files stay.</summary>
    public async Task KillAsync(string process)
    {
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "run", process + ".pid")), CultureInfo.InvariantCulture);
        using var killed = Process.GetProcessById(id);
        await RunAsync("kill", process);
        await killed.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Starts it again after a kill and waits until it answers.</summary>
    public Task StartAgainAsync(string process) => RunAsync("start", process);

    /// <summary>Stops all of them and removes what they made.</summary>
    public async Task DownAsync()
    {
        await RunAsync("down");
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort(int above)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var one = new TcpListener(IPAddress.Loopback, 0);
            one.Start();
            var port = ((IPEndPoint)one.LocalEndpoint).Port;
            if (above == 0) return port;
            try
            {
                using var two = new TcpListener(IPAddress.Loopback, port + above);
                two.Start();
                return port;
            }
            catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
            {
                // The other is taken: another try.
            }
        }

        throw new InvalidOperationException("no free ports were found");
    }

    private async Task RunAsync(params string[] arguments)
    {
        var start = Configured(new ProcessStartInfo(_script, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"engines {string.Join(' ', arguments)} failed: {await error}");
    }

    private ProcessStartInfo Configured(ProcessStartInfo start)
    {
        start.Environment["ENGINES_DIR"] = _folder;
        foreach (var (variable, value) in _settings) start.Environment[variable] = value;
        return start;
    }
}
