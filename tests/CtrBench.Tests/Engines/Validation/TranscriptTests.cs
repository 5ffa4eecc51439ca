using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Engines.Validation;

/// <summary>The twins against recordings of the real engines: every field of every batch and step.</summary>
public sealed class TranscriptTests
{
    public static TheoryData<string> Kept() => [.. Directory.GetFiles(KeptFolder, "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Shared() => SharedFolder.Path is null
        ? ["(all recordings)"]
        : [.. Directory.GetFiles(Path.Combine(SharedFolder.Path, "transcripts"), "*.json", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Path.Combine(SharedFolder.Path, "transcripts"), f)).Order(StringComparer.Ordinal)];

    private static string KeptFolder => Path.Combine(AppContext.BaseDirectory, "Transcripts");

    [Theory]
    [MemberData(nameof(Kept))]
    public void The_twin_does_what_the_engine_did_in_a_kept_recording(string file) => AssertEqual(Path.Combine(KeptFolder, file));

    [Theory]
    [MemberData(nameof(Shared))]
    public void The_twin_does_what_the_engine_did(string file) => AssertEqual(SharedFolder.Require(Path.Combine("transcripts", file)));

    private static void AssertEqual(string path)
    {
        var outcome = TranscriptReplay.Run(path, File.ReadAllBytes(path));
        Assert.Null(outcome.Error);
        Assert.True(
            outcome.Verdict == ReplayVerdict.Equal,
            string.Join('\n', outcome.Differences.Select(d => $"{d.Step} {d.Field}: engine {d.Expected}, twin {d.Got}")));
    }
}
