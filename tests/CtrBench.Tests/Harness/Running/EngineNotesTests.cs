using CtrBench.Engines;
using CtrBench.Engines.Figures;
using CtrBench.Harness.Running;

namespace CtrBench.Tests.Harness.Running;

/// <summary>What a real engine has to say reaches the user once, when it is new.</summary>
public sealed class EngineNotesTests
{
    [Fact]
    public async Task Each_note_warning_and_fault_is_said_once()
    {
        using var words = new StringWriter();
        var notes = new EngineNotes(words);
        var progress = new QueryProgress { Warnings = ["state was thrown away"], Notes = ["an unknown version"] };
        await notes.WriteNewAsync(progress);
        await notes.WriteNewAsync(progress);
        var flink = new FlinkFigures { JobId = "1", State = "RESTARTING", Faults = [new EngineFault(1_700_000_000_000, "connection lost")] };
        await notes.WriteNewAsync(progress with { Notes = ["an unknown version", "the gateway went away"], Flink = flink });
        var lines = words.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["state was thrown away", "an unknown version", "the gateway went away", "the job failed and restarts: 22:13:20.000 UTC: connection lost"],
            lines);
    }
}
