using System.ComponentModel;
using System.Diagnostics;

namespace CtrBench.IntegrationTests;

/// <summary>The completion scripts in the shells that they are for, as far as those are installed.</summary>
public sealed class ShellCompletionTests : IDisposable
{
    private static readonly (string Line, string Offered)[] Lines =
    [
        ("ctrbench s", "schema simulate suite"),
        ("ctrbench run --em", "--emit"),
        ("ctrbench run --engine ", "continuous flink microbatch spark"),
        ("ctrbench run --engine m", "microbatch"),
        ("ctrbench run --engine=m", "microbatch"),
        ("ctrbench suite --engines microbatch,c", "microbatch,continuous"),
        ("ctrbench run --kafka localhost:9092 --gu", "--guarantee"),
        ("ctrbench run --out no/such/", ""),
        ("ctrbench analyze no/such/", ""),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-").FullName;

    /// <summary>The variables that bash sets before it calls a completion function.</summary>
    [Fact]
    public Task Bash_completes() => Completes("bash", "--norc", """
        source <(ctrbench completion bash)
        for line in "$@"; do
            read -ra COMP_WORDS <<< "${line//=/ = }"
            [[ $line == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
            _ctrbench ctrbench "${COMP_WORDS[COMP_CWORD]}"
            echo "${COMPREPLY[*]}"
        done
        """);

    /// <summary>zsh has its builtins in a widget only: here they are functions that print.</summary>
    [Fact]
    public Task Zsh_completes() => Completes("zsh", "-f", """
        compdef() { : }
        compset() { PREFIX=${PREFIX#*=} }
        compadd() { print -r -- ${(M)offered:#$PREFIX*} }
        _files() { print }
        source <(ctrbench completion zsh)
        for line in "$@"; do
            words=("${(@s: :)line}")
            CURRENT=$#words PREFIX=$words[-1]
            _ctrbench
        done
        """);

    [Fact]
    public Task PowerShell_completes() => Completes("pwsh", "-NoProfile", """
        ctrbench completion pwsh | Out-String | Invoke-Expression
        foreach ($line in $args) { "$((TabExpansion2 $line $line.Length).CompletionMatches.ListItemText)" }
        """);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task Completes(string shell, string withoutProfile, string script)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("the program is put on the path by a shell script");
        var program = Path.Combine(_folder, "ctrbench");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "ctrbench.dll")}' \"$@\"\n", Ct);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = Path.Combine(_folder, "complete.ps1");
        await File.WriteAllTextAsync(file, script, Ct);
        var start = new ProcessStartInfo(shell, [withoutProfile, file, .. Lines.Select(l => l.Line)]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_folder}:{start.Environment["PATH"]}";
        using var process = Started(start);
        var offered = (await process.StandardOutput.ReadToEndAsync(Ct)).TrimEnd('\n').Split('\n');
        await process.WaitForExitAsync(Ct);
        Assert.Equal(Lines, Lines.Zip([.. offered, .. Enumerable.Repeat("", 2)], (line, words) => (line.Line, words.TrimEnd())));
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{start.FileName} is not installed");
            throw;
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
