using CtrBench.Harness.Commands;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>A real engine, as a validation uses it.</summary>
internal interface IValidatedEngine
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Its version, as it gives it.</summary>
    Task<string> VersionAsync(TimeProvider clock, CancellationToken ct);

    /// <summary>The random script of a seed.</summary>
    ValidationScript ScriptOf(int seed, string version);

    /// <summary>The script that gives this engine the events of a user's file: a script of events, or a recording.</summary>
    /// <exception cref="TranscriptException">It cannot be run.</exception>
    ValidationScript CaseOf(string name, byte[] json);

    /// <summary>Runs a script and records what the engine does.</summary>
    Task<Transcript> RecordAsync(ValidationScript script, EngineEndpoints endpoints, CancellationToken ct);

    /// <summary>Runs live traffic on topics of <see cref="ValidationRun.Partitions"/> partitions and adds the verdict to what there is so
    /// far.</summary>
    Task<ValidateLiveOutcome> RunAsync(ValidateLiveOutcome sofar, int seed, EngineEndpoints endpoints, CancellationToken ct);
}

/// <summary>A script of records to be run on a real engine and recorded.</summary>
/// <param name="Name">Name of the recording.</param>
/// <param name="Why">What it shows, in a sentence.</param>
/// <param name="Query">The job.</param>
/// <param name="Partitions">Partitions of the events topic.</param>
/// <param name="Records">Records, in the order in which they are appended.</param>
/// <param name="Steps">Records a step.</param>
/// <param name="StepsBefore">How many steps are there before the query starts.</param>
internal sealed record ValidationScript(
    string Name, string Why, CtrQuery Query, int Partitions, IReadOnlyList<TranscriptRecord> Records, IReadOnlyList<int> Steps,
    int StepsBefore = 0);
