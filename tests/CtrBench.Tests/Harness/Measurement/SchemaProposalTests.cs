using System.Text;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>The mapping that is proposed for records of an unknown topic, and its file.</summary>
public sealed class SchemaProposalTests
{
    [Theory]
    [InlineData("{\"ctx\":{\"ts\":1790000000021740},\"action\":{\"name\":\"imp\"},\"sent_at\":1790000000022,\"campaign\":{\"id\":1}}",
        "event time ctx.ts:us, type action.name (view: imp; click: ), producer timestamp sent_at:ms")]
    [InlineData("{\"event_time\":\"1795814390000\",\"ad_id\":\"a\"}", "event time event_time:text-ms")]
    [InlineData("{\"at\":5,\"when.time\":\"2026-11-28T18:00:00Z\",\"kind\":\"click\"}", "event time when\\.time:iso")]
    [InlineData("{\"event_time_ms\":1795814390000,\"event_type\":\"view\",\"producer_timestamp_ns\":1795814390000000000}",
        "event time event_time_ms:ms, type event_type (view: view; click: ), producer timestamp producer_timestamp_ns:ns")]
    public void It_is_made_of_what_the_records_hold(string record, string expected)
    {
        var proposal = new SchemaProposal();
        for (var i = 0; i < 200; i++) proposal.Add(Encoding.UTF8.GetBytes(record));
        Assert.Equal(expected, proposal.Propose()?.ToString());
        Assert.Null(EventSchemaCheck.Fault(proposal.Propose()!));
        Assert.Contains("200 of 200 records are JSON objects", proposal.Notes());
    }

    [Fact]
    public void A_few_broken_records_do_not_hide_the_form()
    {
        var proposal = new SchemaProposal();
        for (var i = 0; i < 100; i++)
            proposal.Add(Encoding.UTF8.GetBytes(i % 20 == 0 ? "{\"at\":\"yesterday\"}" : "{\"at\":\"2026-11-28T18:00:00Z\"}"));
        Assert.Equal("event time at:iso", proposal.Propose()?.ToString());
    }

    [Theory]
    [InlineData("not JSON", "0 of 1 records are JSON objects", "no field looks like one; name it with --event-time PATH:FORM")]
    [InlineData("{\"event_time\":\"yesterday\"}", "event_time: in 1 of 1, a text, such as \"yesterday\"", "event_time looks like a time but is a text")]
    public void Where_there_is_no_time_that_is_said(string record, string seen, string reason)
    {
        var proposal = new SchemaProposal();
        proposal.Add(Encoding.UTF8.GetBytes(record));
        Assert.Null(proposal.Propose());
        var notes = string.Join('\n', proposal.Notes());
        Assert.Contains(seen, notes);
        Assert.Contains(reason, notes);
    }

    [Fact]
    public void Its_file_is_read_back_and_a_wrong_one_is_refused_in_words()
    {
        using var temp = new TemporaryFolder();
        var schema = new EventSchema
        {
            EventTime = new TimeField("a\\.b.ts", TimeForm.Iso8601),
            EventType = new TypeField("kind") { Views = ["1", "it's"], Clicks = [] },
            ProducerTimestamp = new TimeField("sent", TimeForm.EpochUs),
            Key = "`k\"",
        };
        File.WriteAllText(temp.At("m.json"), "{\"$schema\": \"x\"," + SchemaFiles.Text(schema)[1..]);
        Assert.Equal(schema, SchemaFiles.Read(temp.At("m.json")));
        foreach (var (text, words) in new[]
        {
            ("{", "line 1: is not JSON"), ("[]", "a mapping is an object"), ("{}", "event_time is missing"), ("null", "a mapping is an object"),
            ("{\"event_time\":{\"path\":\"t\",\"form\":\"days\"}}", "event_time.form \"days\" is not a form of a time: epoch-ms"),
            ("{\"event_time\":{\"path\":\"t\"},\"kye\":\"a\"}", "no such field kye; did you mean key?"),
            ("{\"event_time\":\"t\"}", "event_time must be an object with a path"),
            ("{\"event_time\":{\"path\":\"t\"},\"event_type\":{\"path\":\"k\",\"views\":[1]}}", "event_type.views must be a list of texts"),
            ("{\"event_time\":{\"path\":\"t\"},\"kee\":\"x\"}", "kee"), ("{\"event_time\":{\"path\":\"\"}}", "has an empty name"),
        })
        {
            File.WriteAllText(temp.At("m.json"), text);
            Assert.Contains(words, Assert.Throws<UsageException>(() => SchemaFiles.Read(temp.At("m.json"))).Message);
        }
    }
}
