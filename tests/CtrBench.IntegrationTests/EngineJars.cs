using System.Diagnostics;
using CtrBench.Tests;

namespace CtrBench.IntegrationTests;

/// <summary>
/// The engines' own classes, asked without a server: the jars of a folder that CTRBENCH_ENGINES_DIR names, or of the archives of the shared
/// folder, unpacked for these tests alone. A program of one Java file runs on them.
/// </summary>
public sealed class EngineJars : IDisposable
{
    private static readonly string[] Opened =
    [
        "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util", "java.util.concurrent",
        "java.util.concurrent.atomic", "sun.nio.ch", "sun.util.calendar",
    ];

    private readonly string? _given = Environment.GetEnvironmentVariable("CTRBENCH_ENGINES_DIR");

    /// <summary>Files of these tests.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("ctrbench-jars-").FullName;

    /// <summary>
    /// Runs <paramref name="program"/>, a file beside this one, on the jars of <paramref name="engine"/>; skips the running test without
    /// them or without Java. Standard input, if any, is <paramref name="input"/>; the result is standard output.
    /// </summary>
    public async Task<string> RunAsync(string engine, string program, string? input, params string[] arguments)
    {
        var jars = await LibraryAsync(engine);
        var file = Path.Combine(RepositoryRoot.Path, "tests", "CtrBench.IntegrationTests", program);
        var start = new ProcessStartInfo("java")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var package in Opened) start.ArgumentList.Add($"--add-opens=java.base/{package}=ALL-UNNAMED");
        foreach (var argument in (string[])["-Xmx1g", "-cp", Path.Combine(jars, "*"), file, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} failed: {await error}");
        return await output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<string> LibraryAsync(string engine)
    {
        if (!HasJava()) Assert.Skip("no java on the path");
        if (_given is not null && Directory.Exists(Path.Combine(_given, engine, "lib"))) return Path.Combine(_given, engine, "lib");
        var archive = EngineProcesses.Require($"engines/{engine}.tar.xz");
        var unpacked = Path.Combine(Folder, engine);
        if (!Directory.Exists(unpacked))
        {
            Directory.CreateDirectory(unpacked);
            using var tar = Process.Start("tar", ["-xJf", archive, "-C", unpacked]);
            await tar.WaitForExitAsync();
            Assert.Equal(0, tar.ExitCode);
        }
        return Directory.GetDirectories(unpacked, "lib", SearchOption.AllDirectories)[0];
    }

    private static bool HasJava() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "java")) || File.Exists(Path.Combine(folder, "java.exe")));
}
