using System.Diagnostics;
using System.Globalization;
using CtrBench.Harness;
using CtrBench.Tests.Harness.Runs;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness;

/// <summary>
/// docs/misuse.md is the table of these tests: each of its commands is run, and shows the words and the exit code that the page promises.
/// </summary>
public sealed class MisuseTests(MisuseFiles files) : IClassFixture<MisuseFiles>
{
    public static TheoryData<string, string, int> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, int>();
            foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "misuse.md")))
            {
                if (line.Split(" | ") is [_, var command, var words, var code, "MisuseTests |"])
                    rows.Add(command.Trim('`'), words.Trim('`'), int.Parse(code, CultureInfo.InvariantCulture));
            }

            return rows;
        }
    }

    [Fact]
    public void The_page_has_its_rows() => Assert.InRange(Rows.Count, 40, 200);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_page_says_what_is_shown(string command, string words, int code)
    {
        var (shown, text) = await files.RunAsync(command.Split(' ')[1..]);
        if (Directory.Exists(files.At("out"))) Directory.Delete(files.At("out"), recursive: true);
        Assert.Contains(words, text);
        Assert.Equal(code, shown);
        Assert.DoesNotContain("   at ", text);
    }

    [Theory]
    [InlineData("simulate --trace no-time.csv --out out")]
    [InlineData("run --trace no-time.csv --out out")]
    [InlineData("produce --trace no-time.csv --out out")]
    [InlineData("simulate --profile nosuch --out out")]
    [InlineData("suite --profile nosuch --out out")]
    public async Task What_cannot_start_leaves_no_folder(string command)
    {
        Assert.Equal(2, (await files.RunAsync(command.Split(' '))).Code);
        Assert.False(Path.Exists(files.At("out")));
    }

    [Theory]
    [InlineData("simulate --duration 24h --rate 1000/s", "%")]
    [InlineData("run --duration 24h --rate 1000/s", "->")]
    [InlineData("produce --duration 24h --rate 1000/s", "->")]
    public async Task Ctrl_C_ends_a_run_with_its_own_code_and_a_folder_that_says_so(string command, string sign)
    {
        using var temp = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        using var words = new CancellingWriter(cancel, sign);
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        Assert.Equal(130, await Program.RunAsync([.. command.Split(' '), "--out", temp.At("cut")], words, words, clock, cancel.Token));
        Assert.Contains("ctrbench: interrupted; the folder of an unfinished run says so", words.ToString());
        var partial = command.StartsWith("simulate", StringComparison.Ordinal);
        var state = partial ? "\"state\": \"partial\"" : "\"state\": \"failed\"";
        Assert.Contains(state, await File.ReadAllTextAsync(Path.Combine(temp.At("cut"), "manifest.json"), TestContext.Current.CancellationToken));

        using var answer = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Program.RunAsync(["analyze", temp.At("cut")], answer, answer, clock, TestContext.Current.CancellationToken);
        Assert.Contains(partial ? "warning partial" : "the run failed (interrupted", answer.ToString());
        Assert.True(partial ? code is 0 or 1 : code == 2, answer.ToString());
    }

    [Fact]
    public async Task A_full_disk_is_a_failed_setup_that_names_the_file()
    {
        using var temp = new TemporaryFolder();
        Directory.CreateDirectory(temp.At("disk"));
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", temp.At("disk")) != 0)
            Assert.Skip("a full disk is played by a small tmpfs, and this user cannot mount one");
        try
        {
            using var words = new StringWriter(CultureInfo.InvariantCulture);
            string[] args = ["simulate", "--duration", "24h", "--rate", "1/s", "--out", temp.At("disk/run")];
            Assert.Equal(3, await Program.RunAsync(args, words, words, new FakeTimeProvider(), TestContext.Current.CancellationToken));
            Assert.Contains("the disk is full. Free some space or choose a folder on another disk, then run again.", words.ToString());
            Assert.Equal(["manifest.json"], Directory.GetFiles(temp.At("disk/run")).Select(Path.GetFileName));
        }
        finally
        {
            Run("umount", temp.At("disk"));
        }
    }

    private static int Run(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    /// <summary>Presses Ctrl-C when a line with the sign is written.</summary>
    private sealed class CancellingWriter(CancellationTokenSource cancel, string sign) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(sign, StringComparison.Ordinal) == true) cancel.Cancel();
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
