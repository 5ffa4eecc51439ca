using System.Formats.Tar;
using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Windows.Recordings;

/// <summary>The twins against recordings of the real engines: every field of every batch and step.</summary>
public sealed class TranscriptTests
{
    private const string Beside = "shared/transcripts/";

    /// <summary>The recordings of the archive, and those beside the repository that it does not hold.</summary>
    public static TheoryData<string> Recordings() => [.. RecordingArchive.Names, .. OthersBeside()];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_twin_does_what_the_engine_did(string recording)
    {
        var beside = recording.StartsWith(Beside, StringComparison.Ordinal);
        var outcome = TranscriptReplay.Run(
            recording, beside ? File.ReadAllBytes(SharedFolder.Require(recording["shared/".Length..])) : RecordingArchive.Bytes(recording));
        Assert.Null(outcome.Error);
        Assert.True(
            outcome.Verdict == ReplayVerdict.Equal,
            string.Join('\n', outcome.Differences.Select(d => $"{d.Step} {d.Field}: engine {d.Expected}, twin {d.Got}")));
    }

    /// <summary>Names in order, no times, no owners: the bytes change only when a recording does.</summary>
    [Fact]
    public void The_archive_is_as_its_script_packs_it()
    {
        Assert.InRange(new FileInfo(RecordingArchive.Path).Length, 1, 500_000);
        var entries = RecordingArchive.Entries();
        Assert.NotEmpty(entries);
        Assert.Equal(entries.Select(e => e.Name).Order(StringComparer.Ordinal), entries.Select(e => e.Name));
        Assert.All(entries, entry =>
        {
            Assert.Matches("^(spark|flink)/\\1-[a-z0-9.-]+\\.json$", entry.Name);
            Assert.Equal(TarEntryType.RegularFile, entry.EntryType);
            Assert.Equal((DateTimeOffset.UnixEpoch, 0, 0), (entry.ModificationTime, entry.Uid, entry.Gid));
        });
    }

    [Fact]
    public void The_documents_say_how_many_there_are_and_of_what()
    {
        var versions = RecordingArchive.Names.Select(name => TranscriptReader.Parse(RecordingArchive.Bytes(name)).Engine)
            .CountBy(e => $"{e.Id.Title} {e.Version}").ToDictionary();
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "validate.md")).ReplaceLineEndings(" ");
        Assert.All(versions, v => Assert.Contains($"{v.Value} of {v.Key}", page.Replace("recordings of", "of", StringComparison.Ordinal)));
        Assert.Contains($"{RecordingArchive.Names.Count} of Spark", File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md")));
    }

    private static IEnumerable<string> OthersBeside()
    {
        var folder = SharedFolder.Path is { } shared ? Path.Combine(shared, "transcripts") : null;
        if (!Directory.Exists(folder)) return [];
        return Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Where(file => !RecordingArchive.Holds(file))
            .Select(file => Beside + Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
    }
}
