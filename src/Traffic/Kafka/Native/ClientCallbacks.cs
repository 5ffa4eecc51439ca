using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// Callbacks of a client: errors are kept with their codes, log lines are dropped, so that nothing goes to standard error.
/// </summary>
internal static unsafe class ClientCallbacks
{
    /// <summary>Receives errors, on the thread that polls; the opaque value is a handle of a <see cref="KafkaClientErrors"/>.</summary>
    public static delegate* unmanaged[Cdecl]<nint, int, byte*, nint, void> Error => &OnError;

    /// <summary>Receives log lines, on the client's own threads.</summary>
    public static delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, void> Log => &OnLog;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(nint client, int code, byte* reason, nint errors)
    {
        if (GCHandle.FromIntPtr(errors).Target is KafkaClientErrors kept) kept.Add(new Error((ErrorCode)code, Librdkafka.Text(reason)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint client, int level, byte* facility, byte* text)
    {
        // Everything relevant is also reported as an error.
    }
}
