using System.Globalization;
using System.Text.Json.Nodes;
using CtrBench.Harness;
using CtrBench.Harness.Plans;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Windows.Events;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Commands;

/// <summary>Runs with a mapping of the user's own events, from the line to the answer.</summary>
public sealed class MappedRunTests
{
    private const string Options = "--event-time ctx.ts:s --event-type action --view-values imp,1 --click-values clk --producer-time sent:us --key a.id";

    private static readonly EventSchema Schema = new()
    {
        EventTime = new TimeField("ctx.ts", TimeForm.EpochS),
        EventType = new TypeField("action") { Views = ["imp", "1"], Clicks = ["clk"] },
        ProducerTimestamp = new TimeField("sent", TimeForm.EpochUs),
        Key = "a.id",
    };

    [Fact]
    public async Task Options_make_a_mapping_and_overrule_a_file()
    {
        Assert.Equal(Schema, (await CliRig.PlanOf<RunPlan>($"simulate {Options}")).Query.Schema);
        var collect = (await CliRig.PlanOf<CollectPlan>($"collect --kafka a:1 {Options}")).Query;
        Assert.Equal((Schema, GroupField.Key), (collect.Schema, collect.GroupBy));
        Assert.Equal(Schema, (await CliRig.PlanOf<ProducePlan>($"produce {Options}")).Query.Schema);
        Assert.Equal(Schema, (await CliRig.PlanOf<AdvisePlan>($"advise --kafka a:1 --from-oldest {Options}")).Query.Schema);
        Assert.Null((await CliRig.PlanOf<RunPlan>("simulate")).Query.Schema);

        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(
            temp.At("m.json"), """{"event_time":{"path":"t"},"event_type":{"path":"k","views":["v"]},"key":"x"}""", TestContext.Current.CancellationToken);
        var merged = (await CliRig.PlanOf<RunPlan>($"run --schema {temp.At("m.json")} --event-time u:ns --click-values c")).Query.Schema!;
        Assert.Equal("event time u:ns, type k (view: v; click: c), key x", merged.ToString());
    }

    [Theory]
    [InlineData("microbatch", Options, true)]
    [InlineData("continuous", "--event-time at:iso --key a", false)]
    public async Task A_simulation_with_a_mapping_is_reconciled(string engine, string options, bool stamped)
    {
        using var temp = new TemporaryFolder();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        string[] line = ["simulate", "--engine", engine, "--duration", "90s", "--rate", "50/s", "--ads", "3", .. options.Split(' '), "--out", temp.At("run"), "--json"];
        var code = await Program.RunAsync(line, output, TextWriter.Null, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        Assert.True(code == 0, output.ToString());
        var answer = JsonNode.Parse(output.ToString())!;
        Assert.Equal(0, answer["metrics"]!["correctness"]!["unaccounted"]!.GetValue<long>());
        Assert.Equal(!stamped, output.ToString().Contains("t0-append-time", StringComparison.Ordinal));
        var manifest = await File.ReadAllTextAsync(Path.Combine(temp.At("run"), "manifest.json"), TestContext.Current.CancellationToken);
        Assert.Contains(stamped ? "\"path\": \"ctx.ts\"" : "\"form\": \"iso8601\"", manifest);
    }
}
