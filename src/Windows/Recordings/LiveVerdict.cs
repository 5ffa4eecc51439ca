namespace CtrBench.Windows.Recordings;

/// <summary>What can be said of one window of a live run.</summary>
public enum LiveVerdict
{
    /// <summary>No schedule of the engine could have given another result, and it gave this one.</summary>
    Equal = 0,

    /// <summary>A late row could fall either side of a tick; the result is one of those that are possible.</summary>
    Undetermined,

    /// <summary>No schedule gives this result: engine and rules differ.</summary>
    Different,
}
