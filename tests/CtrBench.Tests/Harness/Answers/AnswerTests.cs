using CtrBench.Harness.Answers;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Tests.Harness.Report;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Statistics;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Answers;

public sealed class AnswerTests
{
    private static readonly Finding Error = new(Severity.Error, "generator-limit", "The generator was the limit.");

    [Fact]
    public void Engines_are_compared_over_seeds_with_an_interval()
    {
        var runs = Seeds(EngineId.MicroBatch, 3).Concat(Seeds(EngineId.Continuous, 3)).ToList();
        var answer = Answer.Of(runs);
        var difference = Assert.Single(answer.Differences);
        double[] each = [.. Enumerable.Range(0, 3).Select(i => AfterEnd(runs[i]) - AfterEnd(runs[i + 3]))];
        Assert.Equal(each, difference.Pairs.Select(pair => pair.MeanMs), new Near());
        Assert.Equal(MeanIntervals.OverRepetitions(each)!.Value.Low, difference.Interval!.Value.Low, 1e-6);
        Assert.Equal(DifferenceVerdict.SecondSooner, difference.Verdict);
        Assert.Matches(
            @"^Flink's twin answers 1\.\d\d s \(95 %: 1\.\d\d \.\. 1\.\d\d s\) sooner than Spark's twin under steady \(SPP\), 5,000/s, 1 producer, paired over 3 seeds\.$",
            answer.Sentences[0].Text);
        Assert.Equal(difference.MeanMs, answer.Sentences[0].Figures.Single(figure => figure.Name == "mean_ms").Value);
        Assert.StartsWith("20 s of both are the delay that was asked for; over the floor Spark's twin adds", answer.Sentences[1].Text);
        Assert.Contains(answer.Sentences, sentence => sentence.Text == "Both lose nothing.");
    }

    [Fact]
    public void Two_runs_of_one_seed_are_paired_by_window()
    {
        var answer = Answer.Of([.. Seeds(EngineId.MicroBatch, 1), .. Seeds(EngineId.Continuous, 1)]);
        Assert.Equal("57 windows of one seed", answer.Differences.Single().Basis);
        Assert.Contains("paired over 57 windows of one seed", answer.Sentences[0].Text);
    }

    [Fact]
    public void An_interval_around_zero_tells_no_difference()
    {
        var runs = Seeds(EngineId.Continuous, 4);
        var (first, second) = (runs, runs.Select((run, i) => Later(Trigger(run, 300), i % 2 == 0 ? 3 : -3)));
        var answer = Answer.Of([.. first, .. second]);
        Assert.Equal(DifferenceVerdict.NoneTold, answer.Differences.Single().Verdict);
        Assert.StartsWith("No difference can be told between Flink's twin, tick 200 ms and Flink's twin, tick 300 ms (95 %: -", answer.Sentences[0].Text);
    }

    [Theory]
    [InlineData(2, 60, "no two of their runs have the same seed")]
    [InlineData(1, 12, "too few windows for an interval")]
    public void Without_an_interval_the_answer_is_unknown(int seed, int windows, string reason)
    {
        var runs = new[] { EngineId.MicroBatch, EngineId.Continuous }
            .Select(engine => new FakeRuns { Windows = windows, Seed = engine == EngineId.MicroBatch ? 1UL : (ulong)seed }.Run(engine, TrafficKind.Spp, 1).Compared);
        var answer = Answer.Of([.. runs]);
        Assert.StartsWith("Whether Spark's twin or Flink's twin answers sooner is unknown", answer.Sentences[0].Text);
        Assert.Contains(reason, answer.Sentences[0].Text);
    }

    [Fact]
    public void Logs_that_were_not_compared_are_not_paired_by_window()
    {
        var runs = new[] { EngineId.Spark, EngineId.Flink }
            .Select(engine => new FakeRuns { Mode = RunMode.Live }.Run(engine, TrafficKind.Spp, 1).Compared with { Expected = [] });
        Assert.Contains("their logs were not compared", Answer.Of([.. runs]).Sentences[0].Text);
    }

    [Fact]
    public void An_invalid_run_is_named_first_and_gives_no_latency()
    {
        var broken = new FakeRuns { Findings = [Error], RunId = "broken" }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1).Compared;
        var answer = Answer.Of([.. Seeds(EngineId.Continuous, 1), broken]);
        Assert.Equal("1 of 2 runs is invalid, and no latency of it is shown: broken (generator-limit).", answer.Sentences[0].Text);
        Assert.Contains("Spark's twin has no valid run with a latency under this traffic", answer.Sentences[1].Text);
        Assert.DoesNotContain("Spark's twin adds", string.Join(' ', answer.Sentences.Select(sentence => sentence.Text)));
        Assert.DoesNotContain(answer.Sentences, sentence => sentence.Text.StartsWith("Both", StringComparison.Ordinal));

        Assert.Equal(["The run is invalid, and no latency of it is shown: broken (generator-limit)."], Answer.Of([broken]).Sentences.Select(s => s.Text));
    }

    [Fact]
    public void What_is_lost_is_said_with_its_share()
    {
        var losing = new FakeRuns { Completeness = 0.9999 }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1).Compared;
        var answer = Answer.Of([losing, .. Seeds(EngineId.Continuous, 1)]);
        string[] losses = [.. answer.Sentences.Where(sentence => sentence.Kind == AnswerKind.Loss).Select(sentence => sentence.Text)];
        Assert.Equal(["Flink's twin loses nothing.", "Spark's twin loses 300 of 3,000,000 events as late (0.01 %)."], losses);
    }

    [Fact]
    public void Settings_of_one_engine_are_told_apart_and_compared_with_the_first()
    {
        var runs = new[] { 1_000, 2_000, 5_000 }.Select(ms => new FakeRuns { TriggerMs = ms }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1).Compared);
        var answer = Answer.Of([.. runs]);
        Assert.Equal(2, answer.Differences.Count);
        Assert.StartsWith("Spark's twin, trigger 1 s answers 4.00 s (95 %: 4.00 s) sooner than Spark's twin, trigger 5 s", answer.Sentences[1].Text);
    }

    [Fact]
    public void The_terms_say_what_was_asked_and_whether_it_was_measured()
    {
        var answer = Answer.Of([.. Seeds(EngineId.MicroBatch, 2), new FakeRuns().Run(EngineId.Continuous, TrafficKind.Mmpp, 4).Compared]);
        var terms = answer.Terms.ToDictionary(term => term.Name, term => term.Text);
        Assert.StartsWith("predicted: simulated in virtual time with the cost profiles spark-4.1.1-local2 and flink-2.2.1-local2", terms["numbers are"]);
        Assert.Equal("20 s", terms["watermark delay"]);
        Assert.Equal("5,000/s", terms["rate"]);
        Assert.Equal("1 and 4, which share the rate", terms["producers"]);
        Assert.Contains("0.5 times the mean for about 40 s and 3 times the mean for about 10 s (MMPP)", terms["traffic"]);
        Assert.Contains("microbatch is the twin of Spark in this program, rules of Spark 4.1.1", terms["engines"]);
    }

    [Fact]
    public void Predicted_and_measured_are_told_apart_by_these_words_alone()
    {
        var predicted = new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Spp, 1).Compared;
        predicted = predicted with { Manifest = predicted.Manifest with { Profile = "mine", Transport = "virtual" } };
        var measured = new FakeRuns { Mode = RunMode.Live }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1).Compared;
        measured = measured with { Manifest = measured.Manifest with { Profile = null, Transport = "memory" } };
        Assert.Equal(["Spark's twin, predicted", "Spark's twin, measured"], Contender.Of([predicted, measured]).Select(contender => contender.Name));
        var other = predicted with { Manifest = predicted.Manifest with { Profile = "other" } };
        Assert.Equal(["Spark's twin, profile mine", "Spark's twin, profile other"], Contender.Of([predicted, other]).Select(contender => contender.Name));
    }

    [Fact]
    public void A_name_is_the_label_and_the_terms_say_what_it_stands_for()
    {
        var before = Named("before", 1_000);
        Assert.Equal(["before", "after"], Contender.Of([before, Named("after", 1_000)]).Select(contender => contender.Name));
        var answer = Answer.Of([before, Named("after", 5_000)]);
        Assert.Equal("before is Spark's twin, trigger 1 s; after is Spark's twin, trigger 5 s", answer.Terms.Single(term => term.Name == "names").Text);
        // One name for several settings does not tell them apart, and a name that all have says nothing.
        Assert.Equal(
            ["swept, trigger 1 s", "swept, trigger 5 s", "alone"],
            Contender.Of([Named("swept", 1_000), Named("swept", 5_000), Named("alone", 1_000)]).Select(contender => contender.Name));
        Assert.Equal(
            ["Spark's twin, trigger 1 s", "Spark's twin, trigger 5 s"],
            Contender.Of([Named("swept", 1_000), Named("swept", 5_000)]).Select(contender => contender.Name));
        Assert.DoesNotContain(Answer.Of([.. Seeds(EngineId.Continuous, 1)]).Terms, term => term.Name == "names");

        static ComparedRun Named(string name, int triggerMs)
        {
            var run = new FakeRuns { TriggerMs = triggerMs }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1).Compared;
            return run with { Manifest = run.Manifest with { Name = name, RunId = $"{name}-{triggerMs}" } };
        }
    }

    [Fact]
    public void The_same_simulation_twice_counts_once()
    {
        var one = Seeds(EngineId.MicroBatch, 1);
        var answer = Answer.Of([.. one, .. one, .. Seeds(EngineId.Continuous, 1)]);
        Assert.Single(Assert.Single(answer.Differences).Pairs);
    }

    [Theory]
    [InlineData(1_661, "1.66 s")]
    [InlineData(168.4, "168 ms")]
    [InlineData(0.002, "0.002 ms")]
    [InlineData(0, "0.00 ms")]
    [InlineData(-3, "-3.00 ms")]
    public void Durations_have_digits_that_fit(double ms, string text) => Assert.Equal(text, AnswerText.Duration(ms));

    [Fact]
    public void A_share_is_rounded_to_nothing_or_all_only_where_it_is_so()
    {
        Assert.Equal("0 %", AnswerText.Percent(0));
        Assert.Equal("less than 0.0001 %", AnswerText.Percent(1e-9));
        Assert.Equal("more than 99.9999 %", AnswerText.Percent(1 - 1e-9));
    }

    private static List<ComparedRun> Seeds(EngineId engine, int count) =>
        [.. Enumerable.Range(1, count).Select(seed => new FakeRuns { Seed = (ulong)seed }.Run(engine, TrafficKind.Spp, 1).Compared)];

    private static ComparedRun Trigger(ComparedRun run, long tickMs) => run with
    {
        Manifest = run.Manifest with { Query = run.Manifest.Query with { Continuous = new ContinuousSettings { EmitIntervalMs = tickMs } } },
    };

    private static ComparedRun Later(ComparedRun run, double ms) => run with
    {
        Metrics = run.Metrics with { Windows = run.Metrics.Windows with { LatencyMs = [.. run.Metrics.Windows.LatencyMs.Select(l => l + ms)] } },
    };

    private static double AfterEnd(ComparedRun run)
    {
        var windows = run.Metrics.Windows;
        return windows.LatencyMs.Zip(windows.DataMs, windows.Measured).Where(w => w.Third).Average(w => w.First - w.Second);
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(double obj) => 0;
    }
}
