using System.Globalization;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// Turns scheduled events into full ad events. Users and addresses are hashed from seed, producer and visitor, so code that needs no text
/// (the simulator) can skip this step; a click has the user and the address of its view. Texts are encoded once: nothing is allocated per
/// event. Safe to share between threads.
/// </summary>
internal sealed class AdEventFactory
{
    /// <summary>The producer id of closing events.</summary>
    public const string ClosingProducerId = "closing";

    private const int GeneratedUsers = 10_000;

    private readonly AdCatalog _catalog;
    private readonly Trace? _trace;
    private readonly ulong _seed;
    private readonly JsonText _closing = new(ClosingProducerId);
    private readonly JsonText[] _producers;
    private readonly JsonText[] _users;
    private readonly JsonText[] _traceUsers;
    private readonly JsonText[] _traceProducers;

    /// <summary>A factory for the events of <paramref name="schedules"/>.</summary>
    public AdEventFactory(EventSchedules schedules)
    {
        (_catalog, _trace) = (schedules.Catalog, schedules.Trace);
        _seed = SplitMix64.Mix(schedules.Workload.Seed, (ulong)RandomStream.Users);
        _producers = [.. Enumerable.Range(0, schedules.Workload.Producers).Select(i => new JsonText(ProducerName(i)))];
        _users = [.. Enumerable.Range(0, GeneratedUsers).Select(i => new JsonText(Numbered("user", i)))];
        _traceUsers = _trace is null ? [] : [.. _trace.Users.Select(text => new JsonText(text))];
        _traceProducers = _trace is null ? [] : [.. _trace.Producers.Select(text => new JsonText(text))];
    }

    /// <summary>The name of producer <paramref name="producer"/>: <c>producer-0</c>, ..., or <see cref="ClosingProducerId"/>.</summary>
    public static string ProducerName(int producer) =>
        producer == ScheduledEvent.ClosingProducer ? ClosingProducerId : Numbered("producer", producer);

    /// <summary>The event as sent at <paramref name="producerTimestampNs"/>, epoch ns.</summary>
    public AdEvent Create(in ScheduledEvent scheduled, long producerTimestampNs)
    {
        ref readonly var ad = ref _catalog[scheduled.Ad];
        var hash = SplitMix64.Mix(SplitMix64.Mix(_seed, (ulong)(long)scheduled.Producer), (ulong)scheduled.Visitor);
        var user = _users[(int)((uint)hash % GeneratedUsers)];
        var address = DocumentationAddresses.Of((uint)(hash >> 32));
        if (_trace is not null && scheduled.Producer != ScheduledEvent.ClosingProducer)
        {
            ref readonly var row = ref _trace.Row(scheduled.Visitor);
            if (row.User >= 0) user = _traceUsers[row.User];
            if (row.IpAddress != 0) address = row.IpAddress;
        }
        return new AdEvent(
            ProducerId(scheduled), user, ad.PageId, ad.AdId, ad.AdType,
            scheduled.Kind, scheduled.EventTimeMs, producerTimestampNs, address);
    }

    /// <summary>The producer id of an event: the one of its trace row if there is one, else its producer's name.</summary>
    public JsonText ProducerId(in ScheduledEvent scheduled)
    {
        if (scheduled.Producer == ScheduledEvent.ClosingProducer) return _closing;
        if (_traceProducers.Length > 0 && _trace!.Row(scheduled.Visitor).Producer is var named and >= 0) return _traceProducers[named];
        return _producers[scheduled.Producer];
    }

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
}

/// <summary>
/// The IPv4 ranges reserved for documentation (RFC 5737), as big-endian numbers: no event ever carries a real address.
/// </summary>
internal static class DocumentationAddresses
{
    // 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24. An array: the span of a collection expression allocates in unoptimised code.
    private static readonly uint[] Networks = [0xC0000200, 0xC6336400, 0xCB007100];

    /// <summary>An address in one of the ranges, chosen by a hash.</summary>
    public static uint Of(uint hash) => Networks[(hash >> 8) % 3] | (hash & 0xFF);

    /// <summary>Whether <paramref name="address"/> lies in one of the ranges.</summary>
    public static bool Contains(uint address) => Array.IndexOf(Networks, address & 0xFFFFFF00) >= 0;
}
