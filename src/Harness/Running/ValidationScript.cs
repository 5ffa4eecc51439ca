using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

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
