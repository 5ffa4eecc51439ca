using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Runs;

/// <summary>
/// The folder of a live suite: suite.json, a folder for each complete run, and aside what was not one (<c>failed</c>) or is not measured
/// (<c>warm-up</c>). Its lock keeps a second process from continuing it at the same time; a killed process loses it.
/// </summary>
internal sealed class SuiteFolder : IDisposable
{
    /// <summary>Folder of runs that failed or were interrupted.</summary>
    public const string Aside = "failed";

    /// <summary>Folder of the unmeasured runs.</summary>
    public const string WarmUp = "warm-up";

    private const string StateName = "suite.json";

    private readonly FileStream _lock;

    private SuiteFolder(string path, FileStream fileLock) => (Path, _lock) = (path, fileLock);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes or reopens the folder and locks it.</summary>
    /// <exception cref="RunFolderException">Another process is writing into it, or it cannot be written.</exception>
    public static SuiteFolder Open(string path) => new(path, RunFolder.AcquireLock(System.IO.Path.GetFullPath(path)));

    /// <summary>Whether a folder contains a suite that can be continued.</summary>
    public static bool Holds(string path) => File.Exists(System.IO.Path.Combine(path, StateName));

    /// <summary>The state of the suite in a folder.</summary>
    /// <exception cref="RunFolderException">There is none, it is broken, or it has an unknown format.</exception>
    public static SuiteState Read(string path)
    {
        var file = System.IO.Path.Combine(path, StateName);
        if (!Directory.Exists(path)) throw new RunFolderException(path, "there is no such folder", "Name the folder of a live suite");
        if (!File.Exists(file))
            throw new RunFolderException(path, $"contains no suite to continue: {StateName} is missing", "Name the folder of a live suite");
        var state = RunJsonFile.Read<SuiteState>(file);
        return state.Format == RunFolder.Format ? state : throw new RunFolderException(
            file, $"has format {state.Format}, this program reads format {RunFolder.Format}", "Use the version of ctrbench that wrote it");
    }

    /// <summary>Writes the state: whole, or not at all.</summary>
    /// <exception cref="RunFolderException">It cannot be written.</exception>
    public void Write(SuiteState state) => RunJsonFile.Write(System.IO.Path.Combine(Path, StateName), state);

    /// <summary>Path of something in the folder.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Puts a run's folder aside, so that the run can be made again under its name and no report reads it.</summary>
    /// <returns>The new name; the old one when there is no such folder.</returns>
    /// <exception cref="RunFolderException">It cannot be moved.</exception>
    public string PutAside(string name, int attempt)
    {
        if (!Directory.Exists(At(name))) return name;
        var aside = FormattableString.Invariant($"{Aside}/{name}-{attempt}");
        try
        {
            Directory.CreateDirectory(At(Aside));
            Directory.Move(At(name), At(aside));
            return aside;
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(At(aside), error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
