using System.IO.Compression;

namespace CtrBench.Traffic.Traces;

/// <summary>Opens the file of a trace, packed with gzip or not.</summary>
internal static class TraceFile
{
    /// <summary>The text of the file.</summary>
    /// <exception cref="TraceException">It is packed in another way.</exception>
    public static StreamReader Open(string path) => Open(File.OpenRead(path), path);

    /// <summary>The text of a stream that can be read from its beginning again; it is closed with the text.</summary>
    /// <exception cref="TraceException">It is packed in another way.</exception>
    public static StreamReader Open(Stream file, string path)
    {
        try
        {
            var (first, second) = (file.ReadByte(), file.ReadByte());
            file.Seek(0, SeekOrigin.Begin);
            return (first, second) switch
            {
                (0x1F, 0x8B) => new StreamReader(new GZipStream(file, CompressionMode.Decompress)),
                ('P', 'K') => throw Packed(path, "a zip archive"),
                ('B', 'Z') => throw Packed(path, "packed with bzip2"),
                (0x28, 0xB5) => throw Packed(path, "packed with zstd"),
                (0xFD, '7') => throw Packed(path, "packed with xz"),
                ('P', 'A') => throw Packed(path, "perhaps a Parquet file"),
                _ => new StreamReader(file),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static TraceException Packed(string path, string how) =>
        new($"Trace {path} is {how}", "Unpack it to CSV, or pack it with gzip, which is read as it is");
}
