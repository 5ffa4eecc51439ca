namespace CtrBench.Windows.Events;

/// <summary>Turns stored records into rows. Implementations differ in speed, never in results.</summary>
internal interface IEventParser
{
    /// <summary>
    /// Resets <paramref name="rows"/> to the records' partition and first offset and fills it. Bad input is a row without an event time
    /// (or no row, where the engine skips it), never an exception.
    /// </summary>
    void Parse(RecordBatch records, EventBatch rows);
}
