using System.Formats.Tar;
using System.IO.Compression;

namespace CtrBench.Tests;

/// <summary>
/// The recordings of real engines in <c>Transcripts/recordings.tar.gz</c>, read once. <c>Transcripts/recordings.sh</c> unpacks it and packs
/// it again.
/// </summary>
internal static class RecordingArchive
{
    private static readonly Lazy<SortedDictionary<string, byte[]>> Files = new(Read);

    /// <summary>Path of the archive.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Transcripts", "recordings.tar.gz");

    /// <summary>Names of all recordings in order, without folder and extension: <c>spark-a2-late-row</c>.</summary>
    public static IReadOnlyCollection<string> Names => Files.Value.Keys;

    /// <summary>The JSON of one recording.</summary>
    public static byte[] Bytes(string name) => Files.Value[name];

    /// <summary>Whether the archive holds this file, byte for byte.</summary>
    public static bool Holds(string file) =>
        Files.Value.TryGetValue(System.IO.Path.GetFileNameWithoutExtension(file), out var kept) && kept.AsSpan().SequenceEqual(File.ReadAllBytes(file));

    /// <summary>The entries of the archive, without their content.</summary>
    public static List<TarEntry> Entries()
    {
        var entries = new List<TarEntry>();
        using var tar = Open();
        while (tar.GetNextEntry() is { } entry) entries.Add(entry);
        return entries;
    }

    private static SortedDictionary<string, byte[]> Read()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = Open();
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            files.Add(System.IO.Path.GetFileNameWithoutExtension(entry.Name), content.ToArray());
        }

        return files;
    }

    private static TarReader Open() => new(new GZipStream(File.OpenRead(Path), CompressionMode.Decompress));
}
