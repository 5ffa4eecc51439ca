namespace CtrBench.Harness.Runs;

/// <summary>
/// A file that appears under its name whole or not at all: written beside it as <c>NAME.part</c>, renamed by <see cref="Commit"/>;
/// disposed without that, it vanishes. Safe against a process that dies, not against a machine that loses power (no fsync).
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly FileStream _stream;
    private bool _closed;

    /// <summary>Opens the part file of <paramref name="path"/>, replacing one that a killed process left.</summary>
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

    /// <summary>Where the bytes go.</summary>
    public Stream Stream => _stream;

    private string PartPath => Path + ".part";

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="RunFolderException">It could not be written; no half file is left under the name.</exception>
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

    /// <summary>Closes the file and gives it its name.</summary>
    /// <exception cref="RunFolderException">The last bytes or the rename failed; nothing is left under the name that was not there
    /// before.</exception>
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
            // The buffered rest does not fit on the disk; the file is thrown away anyway, and the write that failed has already been
            // reported.
        }
        File.Delete(PartPath);
    }
}
