namespace CtrBench.Tests.Harness.Running;

/// <summary>A standard error at which somebody sits who presses Ctrl-C at the first line that is as they want it.</summary>
internal sealed class InterruptingWriter(Func<string, bool> wanted, CancellationTokenSource interrupt) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value is not null && wanted(value)) interrupt.Cancel();
    }
}
