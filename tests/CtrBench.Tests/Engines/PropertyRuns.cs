using System.Globalization;

namespace CtrBench.Tests.Engines;

/// <summary>How many cases a property is tried with: 10,000, or what CTRBENCH_PROPERTY_ITER says.</summary>
internal static class PropertyRuns
{
    public static readonly long Iterations =
        long.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_PROPERTY_ITER"), CultureInfo.InvariantCulture, out var n) ? n : 10_000;
}
