using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>Marks a folder whose run ended by an error.</summary>
internal static class RunFailure
{
    /// <summary>
    /// Writes the reason into the manifest: the cause, or <paramref name="interrupted"/> when it is the interrupt of <paramref name="ct"/>.
    /// Where not even that can be written (a full disk), the folder stays "running", which no reader takes for a result.
    /// </summary>
    public static void Mark(RunFolder folder, Exception cause, CancellationToken ct, string interrupted)
    {
        try
        {
            folder.Fail(cause is OperationCanceledException && ct.IsCancellationRequested ? interrupted : cause.Message);
        }
        catch (RunFolderException)
        {
            // The cause itself is on its way to the user.
        }
    }
}
