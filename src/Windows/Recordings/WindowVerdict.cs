namespace CtrBench.Windows.Recordings;

/// <summary>Verdict on one window of a live run.</summary>
internal enum WindowVerdict
{
    /// <summary>The result equals the only possible one.</summary>
    Equal = 0,

    /// <summary>A late row could be on either side of a tick; the result is one of the possible ones.</summary>
    Undetermined,

    /// <summary>No schedule gives this result: engine and rules differ.</summary>
    Different,
}
