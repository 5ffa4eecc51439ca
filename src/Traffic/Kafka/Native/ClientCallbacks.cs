using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>What a client says by itself: errors are kept with their codes, log lines are dropped; standard error stays clean.</summary>
internal static unsafe class ClientCallbacks
{
    /// <summary>Takes errors, on the thread that polls; the opaque value is a handle of a <see cref="KafkaClientErrors"/>.</summary>
    public static delegate* unmanaged[Cdecl]<nint, int, byte*, nint, void> Error => &TakeError;

    /// <summary>Takes log lines, on the client's own threads.</summary>
    public static delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, void> Log => &TakeLog;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void TakeError(nint client, int code, byte* reason, nint errors)
    {
        if (GCHandle.FromIntPtr(errors).Target is KafkaClientErrors kept) kept.Add(new Error((ErrorCode)code, Librdkafka.Text(reason)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void TakeLog(nint client, int level, byte* facility, byte* text)
    {
        // What matters of it comes as an error too.
    }
}
