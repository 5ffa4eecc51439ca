using System.Runtime.CompilerServices;

namespace CtrBench.Tests;

/// <summary>
/// Enough threads from the start. The pool begins with one a core; simulations that run side by side occupy those, and every continuation
/// of another test then waits for the pool to add a thread, which takes it half a second each time.
/// </summary>
internal static class TestThreads
{
    [ModuleInitializer]
    internal static void Prepare() => ThreadPool.SetMinThreads(16, 16);
}
