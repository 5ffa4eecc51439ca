using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Runs;

/// <summary>
/// One run = one folder. Names and formats of its files are defined only here. A writer holds the folder's lock from <see cref="Create"/>
/// to <see cref="Dispose"/>: Create, <see cref="Start"/>, the Write methods, then <see cref="Complete"/> or <see cref="Fail"/>. A reader
/// uses <see cref="Open"/>.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>Version of the formats that this program writes and reads.</summary>
    public const int Format = 1;

    /// <summary>Name of the cost profile that analyze fits to a live run.</summary>
    public const string ProfileName = "profile.json";

    private const string LockName = ".lock";

    private readonly FileStream? _lock;
    private readonly bool _isNew;
    private RunManifest? _manifest;

    private RunFolder(string path, FileStream? fileLock, bool isNew, RunManifest? manifest)
    {
        Path = path;
        _lock = fileLock;
        _isNew = isNew;
        _manifest = manifest;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The manifest as last written or read.</summary>
    public RunManifest Manifest => _manifest ?? throw new InvalidOperationException("The run has not started: it has no manifest yet.");

    /// <summary>Path of manifest.json.</summary>
    public string ManifestPath => FileIn("manifest.json");

    /// <summary>Path of producer.json.</summary>
    public string ProducerPath => FileIn("producer.json");

    /// <summary>Path of expected.jsonl.</summary>
    public string ExpectedPath => FileIn("expected.jsonl");

    /// <summary>Path of results.csv.</summary>
    public string ResultsPath => FileIn("results.csv");

    /// <summary>Path of progress.jsonl.</summary>
    public string ProgressPath => FileIn("progress.jsonl");

    /// <summary>watermarks.csv.</summary>
    public string WatermarksPath => FileIn("watermarks.csv");

    /// <summary>late.csv.</summary>
    public string LatePath => FileIn("late.csv");

    /// <summary>Path of metrics.json.</summary>
    public string MetricsPath => FileIn("metrics.json");

    /// <summary>Path of profile.json.</summary>
    public string ProfilePath => FileIn(ProfileName);

    /// <summary>Creates a folder, or uses an empty one, and locks it.</summary>
    /// <exception cref="RunFolderException">It contains a run or other files, another run is being written into it, or it cannot be
    /// written.</exception>
    public static RunFolder Create(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var isNew = !Directory.Exists(path);
        var fileLock = AcquireLock(path);
        try
        {
            var stranger = Directory.EnumerateFileSystemEntries(path).Select(System.IO.Path.GetFileName)
                .FirstOrDefault(name => name != LockName);
            if (stranger is null) return new RunFolder(path, fileLock, isNew, null);
            throw new RunFolderException(path, File.Exists(System.IO.Path.Combine(path, "manifest.json")) ? "already contains a run"
                : $"is not empty (it contains {stranger})",
                "Choose another folder for --out, or remove this one first");
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>Opens a complete or partial run for reading.</summary>
    /// <exception cref="RunFolderException">There is no run, it is in progress, it failed, or its manifest is broken or has an unknown
    /// format.</exception>
    public static RunFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(path)) throw new RunFolderException(path, "there is no such folder", "Check the path");
        var manifestPath = System.IO.Path.Combine(path, "manifest.json");
        if (!File.Exists(manifestPath)) throw new RunFolderException(path, "contains no run: manifest.json is missing",
            "Pass the folder that run or simulate wrote");
        var manifest = Peek(path);
        if (manifest.State == RunState.Failed)
            throw new RunFolderException(path, $"the run failed ({manifest.FailureReason ?? "no reason given"})",
                "Run again into a new folder");
        if (manifest.State == RunState.Running)
        {
            throw IsLocked(path)
                ? new RunFolderException(path, "the run is still in progress", "Wait until it has ended")
                : new RunFolderException(path, "the run was killed before it ended", "Run again into a new folder");
        }
        return new RunFolder(path, null, isNew: false, manifest);
    }

    /// <summary>Whether a folder holds a run, in any state.</summary>
    public static bool IsIn(string path) => File.Exists(System.IO.Path.Combine(path, "manifest.json"));

    /// <summary>Path of any file in the folder.</summary>
    public string FileIn(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes the manifest as running: the first file of a run.</summary>
    public void Start(RunManifest manifest) => WriteManifest(manifest with { State = RunState.Running, FailureReason = null });

    /// <summary>Writes the manifest as complete, or as partial where it says so: the last file of a run.</summary>
    public void Complete(RunManifest manifest) => WriteManifest(manifest with
    {
        State = manifest.State == RunState.Partial ? RunState.Partial : RunState.Complete,
        FailureReason = null,
    });

    /// <summary>
    /// Marks the run as failed. On a full disk even this may fail; the run then stays "running", and no reader accepts it as a result.
    /// </summary>
    public void Fail(string reason) => WriteManifest(Manifest with { State = RunState.Failed, FailureReason = reason });

    /// <summary>Opens results.csv for writing.</summary>
    public ResultsWriter WriteResults() => new(ResultsPath);

    /// <summary>Opens expected.jsonl for writing.</summary>
    public JsonLinesWriter<ExpectedWindow> WriteExpected() => new(ExpectedPath);

    /// <summary>Opens progress.jsonl for writing.</summary>
    public JsonLinesWriter<ProgressEntry> WriteProgress() => new(ProgressPath);

    /// <summary>Opens events.csv for writing.</summary>
    public EventsWriter WriteEvents(KeyTable keys) => new(FileIn("events.csv"), keys);

    /// <summary>Opens watermarks.csv for writing.</summary>
    public WatermarksWriter WriteWatermarks() => new(WatermarksPath);

    /// <summary>Writes late.csv.</summary>
    public void WriteLate(IEnumerable<LateRow> rows) => LateCsv.Write(LatePath, rows);

    /// <summary>Writes producer.json.</summary>
    public void WriteProducer(ProducerReport report) => RunJsonFile.Write(ProducerPath, report);

    /// <summary>Writes metrics.json.</summary>
    public void WriteMetrics(RunMetrics metrics) => RunJsonFile.Write(MetricsPath, metrics);

    /// <summary>Writes profile.json, or removes an older one if the run has none.</summary>
    /// <exception cref="RunFolderException">The folder cannot be written.</exception>
    public void WriteProfile(CostProfile? profile)
    {
        if (profile is not null)
        {
            RunJsonFile.Write(ProfilePath, profile);
            return;
        }

        try
        {
            File.Delete(ProfilePath);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(ProfilePath, error);
        }
    }

    /// <summary>The rows of results.csv, lazily.</summary>
    public IEnumerable<ResultRow> ReadResults() => ResultsCsv.Read(ResultsPath);

    /// <summary>The lines of expected.jsonl, lazily.</summary>
    public IEnumerable<ExpectedWindow> ReadExpected() => RunLines.Read<ExpectedWindow>(ExpectedPath);

    /// <summary>The lines of progress.jsonl, lazily; none when a collected run has no such file.</summary>
    public IEnumerable<ProgressEntry> ReadProgress() =>
        Manifest.Mode == RunMode.Collected && !File.Exists(ProgressPath) ? [] : RunLines.Read<ProgressEntry>(ProgressPath);

    /// <summary>The rows of late.csv, lazily; none where the run has no such file.</summary>
    public IEnumerable<LateRow> ReadLate() => File.Exists(LatePath) ? LateCsv.Read(LatePath) : [];

    /// <summary>The steps of watermarks.csv, lazily; none where the run has no such file.</summary>
    public IEnumerable<WatermarkStep> ReadWatermarks() =>
        File.Exists(WatermarksPath) ? WatermarksCsv.Read(WatermarksPath) : [];

    /// <summary>producer.json; null when a collected run has no such file.</summary>
    public ProducerReport? ReadProducer() =>
        Manifest.Mode == RunMode.Collected && !File.Exists(ProducerPath) ? null : RunJsonFile.Read<ProducerReport>(ProducerPath);

    /// <summary>metrics.json; null when the run has not been analyzed.</summary>
    /// <exception cref="RunFolderException">It is broken or has an unknown format.</exception>
    public RunMetrics? ReadMetrics()
    {
        if (!File.Exists(MetricsPath)) return null;
        var metrics = RunJsonFile.Read<RunMetrics>(MetricsPath);
        return metrics.Format == Format
            ? metrics
            : throw new RunFolderException(MetricsPath, $"has format {metrics.Format}, this program reads format {Format}",
                "Run ctrbench analyze on the folder to rewrite it");
    }

    /// <summary>Everything, loaded.</summary>
    /// <exception cref="RunFolderException">
    /// A file is missing or broken, or the folder is one part of a run in several processes.
    /// </exception>
    public RunContents ReadContents()
    {
        if (Manifest.Mode == RunMode.Part)
        {
            throw new RunFolderException(Path, "contains one part of a run in several processes, and no results",
                "Analyze the folder that ctrbench collect wrote");
        }

        return new RunContents
        {
            Manifest = Manifest,
            Producer = ReadProducer(),
            Expected = [.. ReadExpected()],
            Results = [.. ReadResults()],
            Progress = [.. ReadProgress()],
        };
    }

    /// <summary>The manifest of a folder in any state, including a run in progress.</summary>
    /// <exception cref="RunFolderException">There is none, it is broken, or it has an unknown format.</exception>
    public static RunManifest Peek(string path)
    {
        var manifestPath = System.IO.Path.Combine(System.IO.Path.GetFullPath(path), "manifest.json");
        var manifest = RunJsonFile.Read<RunManifest>(manifestPath);
        if (manifest.Format != Format) throw UnknownFormat(manifestPath, manifest.Format);
        return manifest.Mode == RunMode.Part || manifest.Engine is not null ? manifest : throw new RunFolderException(
            manifestPath, "names no engine", "The file was changed after the run: restore it, or run again");
    }

    /// <summary>
    /// Releases the lock. A run that was started and neither completed nor failed is marked as failed first; if it never started, for
    /// example because a trace cannot be read, its new folder is removed.
    /// </summary>
    public void Dispose()
    {
        if (_lock is null) return;
        try
        {
            if (_manifest?.State == RunState.Running) Fail("ended by an error or an interrupt before it was complete");
        }
        catch (RunFolderException)
        {
            // The folder has become unwritable, which the failed run itself reports; it stays "running" and is not accepted as a result.
        }
        _lock.Dispose();
        if (_isNew && _manifest is null) RemoveEmpty();
    }

    private static RunFolderException UnknownFormat(string path, int format) => new(
        path, $"has format {format}, this program reads format {Format}", "Use the version of ctrbench that wrote it, or run again");

    private void RemoveEmpty()
    {
        try
        {
            Directory.Delete(Path);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            // Another program has created something in it, so it must not be removed.
        }
    }

    private void WriteManifest(RunManifest manifest)
    {
        if (_lock is null) throw new InvalidOperationException("The folder was opened for reading.");
        RunJsonFile.Write(ManifestPath, manifest with { Format = Format });
        _manifest = manifest;
    }

    /// <summary>Makes a folder if there is none, and locks it until the stream is closed or its process ends.</summary>
    /// <exception cref="RunFolderException">Another process holds the lock, or the folder cannot be written.</exception>
    internal static FileStream AcquireLock(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (IsLocked(path))
        {
            throw new RunFolderException(path, "another run is being written into this folder", "Choose another folder for --out", error);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(path, error);
        }
    }

    private static bool IsLocked(string path)
    {
        try
        {
            using var probe = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            return File.Exists(System.IO.Path.Combine(path, LockName));
        }
    }
}
