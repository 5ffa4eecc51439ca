using System.Globalization;

namespace CtrBench.Windows.Recordings;

/// <summary>Collects differences while a recording is replayed.</summary>
internal sealed class DifferenceList
{
    private readonly List<Difference> _found = [];

    /// <summary>All differences so far.</summary>
    public IReadOnlyList<Difference> Found => _found;

    /// <summary>Adds a difference found elsewhere.</summary>
    public void Add(string where, string field, string expected, string got) => _found.Add(new Difference(where, field, expected, got));

    /// <summary>Compares one number.</summary>
    public void Compare(string where, string field, long? expected, long? got)
    {
        if (expected != got) _found.Add(new Difference(where, field, Text(expected), Text(got)));
    }

    /// <summary>Compares results one by one, in the order given.</summary>
    public void Compare(string where, IReadOnlyList<TranscriptResult> expected, IReadOnlyList<TranscriptResult> got)
    {
        for (var i = 0; i < Math.Max(expected.Count, got.Count); i++)
        {
            var (e, g) = (i < expected.Count ? expected[i] : null, i < got.Count ? got[i] : null);
            if (e != g) _found.Add(new Difference(where, $"emitted[{i}]", e?.ToString() ?? "nothing", g?.ToString() ?? "nothing"));
        }
    }

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";
}

/// <summary>One difference between twin and recording.</summary>
/// <param name="Step">Batch or step: "batch 3", "step 7", "end of input", "end".</param>
/// <param name="Field">The field, as named in the recording.</param>
/// <param name="Expected">The engine's value.</param>
/// <param name="Got">The twin's value.</param>
internal sealed record Difference(string Step, string Field, string Expected, string Got);
