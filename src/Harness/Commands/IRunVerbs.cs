using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary>
/// What the verbs do once the line is read: everything that runs an engine or moves events. Plans are complete and checked; folders
/// named in them do not exist or are empty. A body that is cancelled marks its folder as failed before it lets the cancellation
/// through.
/// </summary>
internal interface IRunVerbs
{
    /// <summary>Sends traffic into a topic and reports how well the schedule was kept.</summary>
    Task<VerbReport> ProduceAsync(ProducePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>One live run.</summary>
    Task<VerbReport> RunAsync(RunPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>An engine alone, until interrupted: that ends it cleanly and is no error.</summary>
    Task<VerbReport> RunEngineAsync(EnginePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>One run in virtual time.</summary>
    Task<VerbReport> SimulateAsync(RunPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Collects both topics into a folder, until interrupted: that ends it cleanly and is no error.</summary>
    Task<VerbReport> CollectAsync(CollectPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>The whole evaluation.</summary>
    Task<VerbReport> SuiteAsync(SuitePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Looks which endpoints answer.</summary>
    Task<VerbReport> DoctorAsync(DoctorPlan plan, VerbSession session, CancellationToken ct);
}
