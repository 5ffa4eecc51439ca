namespace CtrBench.Harness.Measurement;

/// <summary>Severity of a finding.</summary>
internal enum Severity
{
    /// <summary>For information.</summary>
    Note,

    /// <summary>The numbers are valid, with this limitation.</summary>
    Warning,

    /// <summary>The run is invalid: its numbers must not be shown as results.</summary>
    Error,
}
