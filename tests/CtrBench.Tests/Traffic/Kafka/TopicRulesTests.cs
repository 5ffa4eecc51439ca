using CtrBench.Harness.Cli;
using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class TopicRulesTests
{
    private static readonly TopicFinding Ours = new("t", 2, true, 100, true, 4, null, "run-1", 1_000_000);

    private static readonly TopicFinding Theirs = Ours with { FirstUnmarked = "partition 1, offset 7" };

    private static readonly TopicFinding NeverWritten = new("t", 2, true, 0, false, 0, null, null, 0);

    private static readonly TopicFinding Expired = NeverWritten with { EverWritten = true };

    [Fact]
    public void Only_own_or_unused_topics_are_used()
    {
        Assert.Equal(TopicDecision.Create, Decide(null));
        Assert.Equal(TopicDecision.Recreate, Decide(Ours));
        Assert.Equal(TopicDecision.Refuse, Decide(Theirs));
        Assert.Equal(TopicDecision.Refuse, Decide(Expired));
        Assert.Equal(TopicDecision.Keep, Decide(NeverWritten));
        Assert.Equal(TopicDecision.Recreate, Decide(NeverWritten with { Partitions = 3 }));
        Assert.Equal(TopicDecision.Recreate, Decide(NeverWritten with { LogAppendTime = false }));
    }

    [Fact]
    public void The_user_may_delete_any_topic_except_internal_ones()
    {
        Assert.Equal(TopicDecision.Recreate, Decide(Theirs, recreate: true));
        Assert.Equal(TopicDecision.Recreate, Decide(Expired, recreate: true));
        Assert.Equal(TopicDecision.Refuse, TopicRules.Decide(new("__consumer_offsets", 2), null, recreate: true));
        Assert.Contains("that Kafka reserves", TopicRules.Refusal(new("__consumer_offsets", 2), null).Message);
    }

    [Theory]
    [InlineData("run-2", 1_005_000, true)]
    [InlineData("run-2", 1_020_000, false)]
    [InlineData("run-1", 1_005_000, false)]
    [InlineData(null, 1_005_000, true)]
    public void A_topic_may_be_in_use_when_its_last_record_is_young_and_of_another_run(string? mark, long nowMs, bool inUse) =>
        Assert.Equal(inUse, TopicRules.MayBeInUse(Ours, mark, nowMs));

    [Fact]
    public void A_refusal_says_what_was_found_and_what_to_do()
    {
        var message = Remedies.MessageOf(TopicRules.Refusal(new("t", 2), Theirs));
        Assert.Contains("it holds 100 records, and the one at partition 1, offset 7 has no header 'ctrbench-run'", message);
        Assert.Contains("--recreate-topics", message);
        Assert.Contains("--events-topic", message);
        Assert.Contains("have expired", TopicRules.Refusal(new("t", 2), Expired).Message);
    }

    private static TopicDecision Decide(TopicFinding? found, bool recreate = false) => TopicRules.Decide(new("t", 2), found, recreate);
}
