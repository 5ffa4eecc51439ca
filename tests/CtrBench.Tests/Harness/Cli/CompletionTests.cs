using System.Text.Json;
using CtrBench.Harness;
using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>What the [suggest] directive offers, which dotnet-suggest and the shells' scripts ask.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("run --engine ", "continuous flink microbatch spark")]
    [InlineData("simulate --engine ", "continuous microbatch")]
    [InlineData("collect --engine ", "continuous flink microbatch spark")]
    [InlineData("validate --engine ", "flink spark")]
    [InlineData("suite --engines ", "continuous flink microbatch spark")]
    [InlineData("suite --engines microbatch,", "microbatch,continuous microbatch,flink microbatch,spark")]
    [InlineData("suite --traffic spp,m", "spp,mmpp")]
    [InlineData("run --traffic ", "constant mmpp none spp")]
    [InlineData("produce --traffic ", "constant mmpp spp")]
    [InlineData("run --emit ", "on-event on-periodic")]
    [InlineData("run --phase ", "legacy one two")]
    [InlineData("run --output-mode ", "append update")]
    [InlineData("run --no-data-batches ", "off on")]
    [InlineData("run --group-by ", "ad_id ad_type none page_id producer_id")]
    [InlineData("analyze --output ", "csv json markdown table")]
    [InlineData("run --guarantee ", "at-least-once exactly-once")]
    [InlineData("run --state-store ", "hdfs rocksdb")]
    [InlineData("simulate --profile sp", "spark-4.1.1-local2")]
    [InlineData("completion ", "--help --json --no-color --quiet --verbose -h bash pwsh zsh")]
    [InlineData("run --recr", "--recreate-topics")]
    [InlineData("run --delay 20 --trig", "--trigger")]
    [InlineData("simulate --sp", "--speed")]
    [InlineData("run --out ", "")]
    [InlineData("run --delay ", "")]
    public async Task Options_and_accepted_values_are_offered(string line, string offered) => Assert.Equal(offered, await OfferedFor(line));

    [Fact]
    public async Task Every_verb_is_offered_and_every_option_that_is_not_hidden()
    {
        var verbs = (await OfferedFor("")).Split(' ');
        Assert.All(Program.Verbs, verb => Assert.Contains(verb.Name, verbs));
        foreach (var verb in Program.Verbs)
        {
            var offered = (await OfferedFor($"{verb.Name} --")).Split(' ');
            var own = verb.Options.Where(o => !o.Hidden).Concat(OutputOptions.Of(verb)).Select(o => o.Name).Append("--help");
            Assert.Equal(own.Order(StringComparer.Ordinal), offered);
        }
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("pwsh")]
    public async Task A_script_is_printed_as_it_is(string shell)
    {
        var (words, json) = (new CliRig(), new CliRig());
        Assert.Equal(ExitCode.Good, await words.RunAsync($"completion {shell}"));
        Assert.Equal(ExitCode.Good, await json.RunAsync($"completion {shell} --json"));
        Assert.Equal(words.Output, JsonDocument.Parse(json.Output).RootElement.GetProperty("script").GetString()!.ReplaceLineEndings("\n"));
        Assert.StartsWith("#", words.Output);
        Assert.Contains("[suggest:$", words.Output);
        Assert.EndsWith("\n", words.Output);
        var withFolders = Program.Verbs.Where(v => v.Argument?.Name is "run" or "folder").Select(v => v.Name).ToList();
        Assert.True(
            words.Output.Contains($"\" {string.Join(' ', withFolders)} \"", StringComparison.Ordinal)
            || words.Output.Contains($"^({string.Join('|', withFolders)})", StringComparison.Ordinal), string.Join(' ', withFolders));
    }

    [Theory]
    [InlineData("completion", "name a shell: bash, zsh, pwsh")]
    [InlineData("completion fish", "fish: no such shell. Known: bash, zsh, pwsh")]
    public async Task Without_a_known_shell_there_is_no_script(string line, string words) => Assert.Equal(words, await CliRig.RefusalOf(line));

    [Theory]
    [InlineData("help run", "run --help")]
    [InlineData("help", "--help")]
    public async Task Help_as_a_verb_is_the_page_of_the_option(string line, string option)
    {
        var (verb, page) = (new CliRig(), new CliRig());
        Assert.Equal(ExitCode.Good, await verb.RunAsync(line));
        await page.RunAsync(option);
        Assert.Equal(page.Output, verb.Output);
    }

    private static async Task<string> OfferedFor(string line)
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync([$"[suggest:{line.Length}]", line]));
        Assert.Equal("", rig.Error);
        return string.Join(' ', rig.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
