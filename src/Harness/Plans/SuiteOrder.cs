namespace CtrBench.Harness.Plans;

/// <summary>
/// In which order the engines take their turns. The rows of a Williams design: over all rows every engine stands at every place equally
/// often and follows every other one equally often, so that neither a machine that grows warm nor what a run leaves behind favours one.
/// </summary>
internal static class SuiteOrder
{
    /// <summary>How many different rows there are for so many engines.</summary>
    public static int RowsOf(int engines) => engines % 2 == 0 ? engines : 2 * engines;

    /// <summary>The engines' numbers, 0 .. <paramref name="engines"/> - 1, in the order of a row; rows repeat.</summary>
    public static IReadOnlyList<int> Row(int row, int engines)
    {
        row %= RowsOf(engines);
        var places = Enumerable.Range(0, engines).Select(k => ((k % 2 == 1 ? (k + 1) / 2 : engines - k / 2) + row) % engines);
        // An odd number of engines needs every row backwards too.
        return row < engines ? [.. places] : [.. places.Reverse()];
    }
}
