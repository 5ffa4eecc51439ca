using CtrBench.Harness;
using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>Help pages against approved text. CTRBENCH_APPROVE=1 rewrites the approved files instead of comparing.</summary>
public sealed class HelpPagesTests
{
    public static IEnumerable<TheoryDataRow<string>> Pages => Program.Verbs.Select(v => v.Name).Prepend("").Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_reads_as_approved(string verb)
    {
        var rig = new CliRig { Variables = { ["COLUMNS"] = "80" } };
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"{verb} --help"));
        Assert.All(rig.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80 || !line.Trim().Contains(' '), line));
        Approved.Check($"Harness/Cli/Approved/help{(verb == "" ? "" : $"-{verb}")}.txt", rig.Output);
    }

    [Fact]
    public async Task Every_example_is_a_line_that_can_be_cut_into_options()
    {
        foreach (var example in Program.Verbs.SelectMany(v => v.Examples))
        {
            var rig = new CliRig();
            var code = await rig.RunAsync(example);
            Assert.True(code == ExitCode.Good || rig.Error.Contains("no such f", StringComparison.Ordinal), $"{example}: {rig.Error}");
        }
    }

    [Fact]
    public void One_name_means_one_kind_of_value_on_every_verb()
    {
        var options = Program.Verbs.SelectMany(v => v.Options).ToLookup(o => o.Name, o => o.ValueType);
        Assert.All(options, sameName => Assert.Single(sameName.Distinct()));
    }
}
