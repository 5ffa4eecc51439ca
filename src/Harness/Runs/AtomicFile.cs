using System.Text;

namespace CtrBench.Harness.Runs;

/// <summary>
/// A file that is written completely or not at all: written as <c>NAME.part</c>, renamed by <see cref="Commit"/>; removed if disposed
/// without a commit. Safe against a crash of the process, not against a power loss (no fsync).
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly FileStream _stream;
    private bool _closed;

    /// <summary>Opens the part file of <paramref name="path"/>, replacing one left by a killed process.</summary>
    /// <exception cref="RunFolderException">The folder cannot be written.</exception>
    public AtomicFile(string path)
    {
        Path = path;
        try
        {
            _stream = new FileStream(PartPath, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(path, error);
        }
    }

    /// <summary>The final name.</summary>
    public string Path { get; }

    /// <summary>The stream to write to.</summary>
    public Stream Stream => _stream;

    private string PartPath => Path + ".part";

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="RunFolderException">It could not be written; no incomplete file is left under the name.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new AtomicFile(path);
        try
        {
            write(file.Stream);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(path, error);
        }
        file.Commit();
    }

    /// <summary>Writes a whole file of text, UTF-8.</summary>
    /// <exception cref="RunFolderException">It could not be written; no incomplete file is left under the name.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Closes the file and renames it to its final name.</summary>
    /// <exception cref="RunFolderException">The last bytes or the rename failed; the file under the final name is unchanged.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        try
        {
            _stream.Flush();
            _stream.Dispose();
            File.Move(PartPath, Path, overwrite: true);
            _closed = true;
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(Path, error);
        }
    }

    /// <summary>Removes the part file unless it was committed.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // The buffered rest does not fit on the disk; the file is discarded anyway, and the failed write has already been reported.
        }
        File.Delete(PartPath);
    }
}
