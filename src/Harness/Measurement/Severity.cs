namespace CtrBench.Harness.Measurement;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>The numbers stand, with this in mind.</summary>
    Warning,

    /// <summary>The run is invalid: its numbers must not be shown as results.</summary>
    Error,
}
