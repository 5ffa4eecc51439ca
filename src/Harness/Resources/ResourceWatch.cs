using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Resources;

/// <summary>The processes of a part of a run.</summary>
/// <param name="Part">Which part.</param>
/// <param name="What">What they are and hold.</param>
/// <param name="Pids">Their ids; empty when unknown.</param>
/// <param name="Missing">Why they are unknown, or what is not among them; null when nothing is.</param>
internal sealed record WatchedPart(RunPart Part, string What, IReadOnlyList<int> Pids, string? Missing);

/// <summary>Looks at the processes of a run once a second, and at the end says what they used meanwhile.</summary>
/// <param name="parts">The parts of the run.</param>
/// <param name="brokerPort">Port of the broker; null without one.</param>
/// <param name="files">What Linux says of its processes.</param>
/// <param name="connections">The connections of this machine; null where the kernel does not say.</param>
internal sealed class ResourceWatch(
    IReadOnlyList<WatchedPart> parts, int? brokerPort, ProcFiles files, Func<IReadOnlyList<TcpConnection>?> connections)
{
    private readonly Dictionary<int, (ProcessSample First, ProcessSample Last)> _samples = [];
    private readonly HashSet<int> _ended = [];
    private readonly Dictionary<RunPart, (long Sum, long Max, int Count)> _memory = [];
    private readonly Dictionary<(RunPart Part, long Inode), (TcpConnection First, TcpConnection Last)> _bytes = [];
    private double? _fromMs;
    private double _toMs;
    private bool _bytesKnown = brokerPort is not null;

    /// <summary>One look.</summary>
    public void Look(double nowMs)
    {
        var first = _fromMs is null;
        (_fromMs, _toMs) = (_fromMs ?? nowMs, nowMs);
        foreach (var part in parts)
        {
            long memory = 0;
            foreach (var pid in part.Pids)
            {
                if (files.Sample(pid) is not { } sample)
                {
                    _ended.Add(pid);
                    continue;
                }

                _samples[pid] = (_samples.TryGetValue(pid, out var known) ? known.First : sample, sample);
                memory += sample.MemoryBytes;
            }

            var (sum, max, count) = _memory.GetValueOrDefault(part.Part);
            _memory[part.Part] = (sum + memory, Math.Max(max, memory), count + 1);
        }

        if (_bytesKnown) LookAtBytes(first);
    }

    /// <summary>What was used between the first look and the last one; null without two.</summary>
    public ResourceReport? Report(double? pricePerCoreHour) => _fromMs is { } from && _toMs > from
        ? new ResourceReport(from, _toMs, [.. parts.Select(UseOf)]) { PricePerCoreHour = pricePerCoreHour }
        : null;

    // A connection that is new since the first look began at 0; one that was there had its bytes before.
    private void LookAtBytes(bool first)
    {
        if (connections() is not { } all)
        {
            _bytesKnown = false;
            return;
        }

        foreach (var part in parts.Where(part => part.Pids.Count > 0))
        {
            var own = part.Part == RunPart.Broker ? [] : part.Pids.SelectMany(files.SocketsOf).ToHashSet();
            foreach (var connection in all.Where(c => part.Part == RunPart.Broker
                ? c.LocalPort == brokerPort : c.RemotePort == brokerPort && own.Contains(c.Inode)))
            {
                var key = (part.Part, connection.Inode);
                var start = _bytes.TryGetValue(key, out var known) ? known.First
                    : first ? connection : connection with { SentBytes = 0, ReceivedBytes = 0 };
                _bytes[key] = (start, connection);
            }
        }
    }

    private ProcessUse UseOf(WatchedPart part)
    {
        var use = new ProcessUse(part.Part, part.What) { Pids = part.Pids, Missing = part.Missing };
        if (part.Pids.Count == 0) return use;
        if (part.Pids.Any(_ended.Contains))
            return use with { Missing = "a process ended or was restarted during the run" };
        var spans = part.Pids.Select(pid => _samples[pid]).ToList();
        var (sum, max, count) = _memory[part.Part];
        use = use with
        {
            CpuUserSeconds = Rounded(spans.Sum(s => s.Last.UserSeconds - s.First.UserSeconds)),
            CpuSystemSeconds = Rounded(spans.Sum(s => s.Last.SystemSeconds - s.First.SystemSeconds)),
            MemoryBytesMax = max,
            MemoryBytesMean = sum / count,
        };
        if (!_bytesKnown) return use;
        var bytes = _bytes.Where(entry => entry.Key.Part == part.Part).Select(entry => entry.Value).ToList();
        var sent = bytes.Sum(b => b.Last.SentBytes - b.First.SentBytes);
        var received = bytes.Sum(b => b.Last.ReceivedBytes - b.First.ReceivedBytes);
        return part.Part == RunPart.Broker
            ? use with { ToBrokerBytes = received, FromBrokerBytes = sent }
            : use with { ToBrokerBytes = sent, FromBrokerBytes = received };
    }

    // A hundredth of a second is what is counted.
    private static double Rounded(double seconds) => Math.Round(seconds, 2);
}
