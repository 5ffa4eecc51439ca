using System.Text.Json.Nodes;
using CsCheck;
using CtrBench.Engines.FlinkSql;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>What Flink's stack traces come to.</summary>
public sealed class FlinkErrorTextTests
{
    [Theory]
    [InlineData("error-syntax", "ParseException: Encountered \"views\" at line 1, column 20.\nWas expecting one of:")]
    [InlineData("error-table-exists", "ValidationException: Temporary table '`default_catalog`.`default_database`.`ad_events`' already exists")]
    [InlineData("error-unknown-session", "SqlGatewayException: Session '5b9eb6b2-9f0b-4a7e-9d4b-5f4ee1bbdcf9' does not exist.")]
    [InlineData("error-no-connector", "ValidationException: Could not find any factory for identifier 'kafka' that implements ")]
    public void The_deepest_cause_of_a_recorded_reply_is_reported(string reply, string cause)
    {
        var errors = JsonNode.Parse(FakeFlink.Reply(reply))!["errors"]!.AsArray().Select(e => (string)e!).ToList();
        var text = FlinkErrorText.Cause(errors);
        Assert.StartsWith(cause, text);
        Assert.DoesNotContain("\tat ", text);
        Assert.DoesNotContain("more", text);
        Assert.DoesNotContain("End of exception", text);
    }

    [Theory]
    [InlineData("exceptions-missing-topic", "UnknownTopicOrPartitionException: This server does not host this topic-partition.")]
    [InlineData("exceptions-no-slot", "NoResourceAvailableException: Could not acquire the minimum required resources.")]
    public void The_cause_of_a_failed_job_is_reported(string reply, string cause)
    {
        var entry = JsonNode.Parse(FakeFlink.Reply(reply))!["exceptionHistory"]!["entries"]![0]!;
        Assert.Equal(cause, FlinkErrorText.Cause((string)entry["stacktrace"]!));
    }

    [Fact]
    public void A_cause_without_words_is_told_by_the_one_above_it()
    {
        const string stack = "a.b.Outer: outer\n\tat x.y(Z.java:1)\nCaused by: a.b.Middle: what it is about\n\t... 3 more\nCaused by: java.lang.NullPointerException\n\tat x.y(Z.java:2)";
        Assert.Equal("Middle: what it is about (NullPointerException)", FlinkErrorText.Cause(stack));
    }

    [Fact]
    public void Lines_behind_a_cause_belong_to_it()
    {
        const string stack = "<Exception on server side:\na.b.Outer: outer\n\tat x.y(Z.java:1)\nCaused by: a.b.ValidationException: Column types do not match.\nCause: Different number of columns.\n\nQuery schema: [a: INT]\nSink schema:  [b: INT]\n\tat x.y(Z.java:2)\n\nEnd of exception on server side>";
        Assert.Equal("ValidationException: Column types do not match.\nCause: Different number of columns.\nQuery schema: [a: INT]\nSink schema:  [b: INT]", FlinkErrorText.Cause(["Internal server error.", stack]));
    }

    [Theory]
    [InlineData("<Exception on server side:\norg.apache.flink.X$Y: only one\n\tat x.y(Z.java:1)", "X$Y: only one")]
    [InlineData("plain words", "plain words")]
    [InlineData("", "")]
    public void A_text_without_causes_is_told_as_it_is(string text, string cause) => Assert.Equal(cause, FlinkErrorText.Cause([text]));

    [Fact]
    public void Without_errors_there_is_no_reason() => Assert.Equal("no reason given", FlinkErrorText.Cause([]));

    [Fact]
    public void Any_text_comes_to_something_and_a_long_one_is_cut() =>
        Gen.OneOf(Gen.String, Gen.String.Array.Select(lines => string.Join("\nCaused by: ", lines)), Gen.Int[3_000, 9_000].Select(n => new string('x', n)))
            .Sample(text => FlinkErrorText.Cause([text]).Length <= 4_100);
}
