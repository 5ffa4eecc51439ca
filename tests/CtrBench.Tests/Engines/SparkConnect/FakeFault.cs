namespace CtrBench.Tests.Engines.SparkConnect;

/// <summary>What goes wrong with one answer of a <see cref="FakeSpark"/>.</summary>
public enum FakeFault
{
    /// <summary>The call never arrives: the connection breaks before.</summary>
    LostRequest,

    /// <summary>The command runs, and the connection breaks before its result.</summary>
    CutBeforeResult,

    /// <summary>The result comes, and the connection breaks before the end mark.</summary>
    CutAfterResult,

    /// <summary>The result comes, and the stream ends by design without the end mark.</summary>
    EndedBeforeMark,

    /// <summary>The server asks for another try by the text of an error.</summary>
    Disconnected,

    /// <summary>The command runs, and its answer never comes.</summary>
    Silence,
}
