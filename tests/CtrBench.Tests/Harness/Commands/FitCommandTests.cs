using System.Globalization;
using System.Text;
using System.Text.Json;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Commands;

/// <summary><c>fit</c> from a trace to the options of a workload.</summary>
public sealed class FitCommandTests
{
    [Fact]
    public async Task The_sample_was_made_with_bursts_and_they_are_found()
    {
        var (_, fit) = await FitAsync("sample");
        Assert.Equal("mmpp", fit.GetProperty("traffic").GetString());
        Assert.True(fit.GetProperty("mmpp").GetProperty("low_per_second").GetDouble() < fit.GetProperty("events_per_second").GetDouble());
        Assert.Equal(0.08, fit.GetProperty("click_share").GetDouble(), 0.03);
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("disorder").ValueKind);
    }

    [Fact]
    public async Task The_options_make_a_workload_that_is_like_the_trace()
    {
        using var temp = new TemporaryFolder();
        var random = new SeededRandom(5);
        var arrivals = new MarkovModulatedArrivals(20, [new(0.5, 40_000), new(3, 10_000)], random.Fork(0), random.Fork(1));
        var times = new EventTimes(new DisorderModel(0.2, 1_000, 8_000), 20_000, random.Fork(2));
        var csv = new StringBuilder("event_time_ms,arrival_time_ms\n");
        while (arrivals.TryNext(out var arrival) && arrival.OffsetNs < 4_000_000_000_000)
        {
            var dueNs = 1_700_000_000_000_000_000 + arrival.OffsetNs;
            // 30 ms from the source to the topic is no disorder.
            csv.Append(CultureInfo.InvariantCulture, $"{times.Of(dueNs)},{dueNs / 1_000_000 + 30}\n");
        }

        File.WriteAllText(temp.At("t.csv"), csv.ToString());
        var (code, fit) = await FitAsync(temp.At("t.csv"));
        Assert.Equal(ExitCode.Good, code);
        var options = fit.GetProperty("options").EnumerateObject();
        var line = string.Join(' ', options.Select(option => $"--{option.Name} {option.Value.GetString()}"));
        var workload = (await CliRig.PlanOf<RunPlan>($"simulate {line}")).Workload;
        Assert.Equal(TrafficKind.Mmpp, workload.Traffic);
        Assert.Equal(20, workload.EventsPerSecond, 4.0);
        Assert.Equal(6, workload.MmppStates[1].RateFactor / workload.MmppStates[0].RateFactor, 0.4);
        Assert.Equal(0.2, workload.Disorder.DelayedShare, 0.01);
        Assert.Equal(1_000, workload.Disorder.MeanDelayMs, 50.0);
    }

    // Fits of real traces by an independent program: rates, dwell times, passes, log likelihood.
    [Theory]
    [InlineData("openbandit_random_men", "10m", 0.008659, 0.024621, 7430.84, 7121.94, 26, -3092.939258, -4107.823958)]
    [InlineData("openbandit_random_women", "10m", 0.005111, 0.020675, 14292.92, 39016.68, 54, -3124.930660, -4126.814556)]
    [InlineData("openbandit_bts_men", "10m", 0.010442, 0.026559, 21043.87, 12123.10, 54, -3091.797449, -4060.117834)]
    [InlineData("openbandit_bts_women", "10m", 0.006581, 0.021605, 15527.67, 28359.17, 152, -3087.463202, -4077.174242)]
    [InlineData("arrivals_azurellm_conv", "1s", 4.624658, 7.057424, 105.88, 62.90, 56, -8076.488072, -8403.422207)]
    [InlineData("arrivals_azurellm_conv", "10s", 4.651355, 6.979697, 124.91, 78.41, 34, -1390.095343, -1709.980272)]
    [InlineData("arrivals_azurellm_code", "1s", 0.011726, 9.917710, 19.71, 6.84, 10, -4759.932649, -15663.694237)]
    [InlineData("arrivals_azurellm_code", "10s", 0.029240, 7.014754, 33.00, 18.80, 12, -2629.668464, -10912.339176)]
    public async Task Real_traces_give_the_values_of_an_independent_program(
        string name, string width, double low, double high, double dwellLow, double dwellHigh, int passes, double logLikelihood,
        double poisson)
    {
        var (_, fit) = await FitAsync(SharedFolder.Require($"data/{name}.csv"), $" --count-window {width}");
        var mmpp = fit.GetProperty("mmpp");
        Assert.Equal(low, mmpp.GetProperty("low_per_second").GetDouble(), 6);
        Assert.Equal(high, mmpp.GetProperty("high_per_second").GetDouble(), 6);
        Assert.Equal(dwellLow, mmpp.GetProperty("dwell_low_s").GetDouble(), 2);
        Assert.Equal(dwellHigh, mmpp.GetProperty("dwell_high_s").GetDouble(), 2);
        Assert.Equal(passes, mmpp.GetProperty("passes").GetInt32());
        Assert.Equal(logLikelihood, mmpp.GetProperty("log_likelihood").GetDouble(), 5);
        Assert.Equal(poisson, mmpp.GetProperty("log_likelihood_poisson").GetDouble(), 5);
    }

    [Fact]
    public async Task The_answer_names_the_scales_that_two_states_miss()
    {
        using var temp = new TemporaryFolder();
        var random = new SeededRandom(1);
        var arrivals = new MarkovModulatedArrivals(
            20, [new(0.1, 20_000), new(1, 5_000), new(40, 300)], random.Fork(0), random.Fork(1));
        var csv = new StringBuilder("event_time_us\n");
        while (arrivals.TryNext(out var arrival) && arrival.OffsetNs < 3_000_000_000_000)
            csv.Append(CultureInfo.InvariantCulture, $"{1_700_000_000_000_000 + arrival.OffsetNs / 1_000}\n");
        File.WriteAllText(temp.At("t.csv"), csv.ToString());
        var (code, output) = await RunAsync($"fit --trace {temp.At("t.csv")}");
        Assert.Equal(ExitCode.RunSaysNo, code);
        Assert.Contains("NOT at every scale", output, StringComparison.Ordinal);
        Assert.Contains("Lateness is unknown", output, StringComparison.Ordinal);
        Assert.Contains("ctrbench simulate --traffic mmpp --rate", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_too_short_is_rejected_with_what_it_takes()
    {
        using var temp = new TemporaryFolder();
        var times = Enumerable.Range(0, 40).Select(i => 1_700_000_000_000 + i * 50);
        File.WriteAllText(temp.At("t.csv"), "event_time_ms\n" + string.Join('\n', times));
        var (code, output) = await RunAsync($"fit --trace {temp.At("t.csv")}");
        Assert.Equal(ExitCode.Misuse, code);
        Assert.Contains("whole windows of 100ms with", output, StringComparison.Ordinal);
        Assert.Contains("30 are needed", output, StringComparison.Ordinal);
    }

    private static async Task<(ExitCode Code, JsonElement Fit)> FitAsync(string trace, string more = "")
    {
        var (code, output) = await RunAsync($"fit --trace {trace}{more} --json");
        return (code, JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]).RootElement);
    }

    private static async Task<(ExitCode Code, string Output)> RunAsync(string line)
    {
        using var output = new StringWriter();
        var code = await Program.RunAsync(
            CliRig.Words(line), output, output, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        return ((ExitCode)code, output.ToString());
    }
}
