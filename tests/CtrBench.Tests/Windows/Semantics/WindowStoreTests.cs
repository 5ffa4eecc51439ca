using CsCheck;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Semantics;

public sealed class WindowStoreTests
{
    [Fact]
    public void Windows_come_out_in_order_of_their_start_however_they_were_opened() => Gen.Int[0, 60].Array[0, 80].Sample(times =>
    {
        var store = new WindowStore(WindowGrid.Tumbling(10));
        foreach (var time in times) store.Add(store.At(time), keyId: time % 3, RowFlags.HasEventTime, time);
        store.AssertInvariants();
        var expected = times.Select(time => time / 10 * 10L).Distinct().Order().ToList();
        Assert.Equal(expected, store.Windows.Select(window => window.StartMs));
        foreach (var start in expected)
        {
            Assert.Equal(start + 10, store.FirstEndMs);
            var window = store.RemoveFirst();
            Assert.Equal(start, window.StartMs);
            store.Recycle(window);
        }

        return store.IsEmpty && store.FirstEndMs == long.MaxValue && store is { Rows: 0, Cells: 0 };
    });
}
