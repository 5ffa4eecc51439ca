#!/usr/bin/env python3
"""Audit of a run folder in plain python 3, written from docs/measurement.md, docs/run-folder.md and docs/semantics.md, not from the C# code.

    recompute.py FOLDER [FOLDER ...]           recompute metrics.json and the raw files' own invariants; print every disagreement. A folder
                                               of a suite stands for its runs. With events.csv (--keep-events) everything is recomputed
                                               from the events.
    --verbose                                  also print what agreed

Exit code 0: everything agrees; 1: something disagrees. UNAUDITABLE lines name reported quantities that the folder does not allow to
recompute."""
import bisect, csv, json, math, os, random, struct, sys
from collections import defaultdict

class Audit:
    def __init__(self, folder, verbose):
        self.f, self.verbose, self.bad, self.ok, self.blind = folder, verbose, [], 0, []
    def check(self, what, mine, theirs, tol=0.0, rel=0.0):
        same = (mine is None) == (theirs is None) and (mine is None or mine == theirs or (
            isinstance(mine, (int, float)) and isinstance(theirs, (int, float)) and abs(mine - theirs) <= max(tol, rel * abs(theirs))))
        if same:
            self.ok += 1
            if self.verbose: print(f"    ok   {what}: {mine}")
        else: self.bad.append(f"{what}: recomputed {mine}, reported {theirs}")
        return same
    def unauditable(self, what): self.blind.append(what)

def jsonl(path): return [json.loads(l) for l in open(path) if l.strip()]
def key_of(text): return None if text == "" else (text[1:] if text.startswith("\\") else text)
def mean(v): return math.fsum(v) / len(v)
def nearest_rank(sorted_v, p): return sorted_v[(len(sorted_v) * p + 99) // 100 - 1]

def lrv(v, m):
    """Long-run variance, Bartlett's kernel."""
    mu, n = mean(v), len(v)
    c = lambda k: math.fsum((v[i] - mu) * (v[i - k] - mu) for i in range(k, n)) / n
    return max(0, c(0) + math.fsum(2 * (1 - k / m) * c(k) for k in range(1, n) if k < m))

def bandwidth(n): return min(n, 1.3 * math.sqrt(n))

def student975(f):
    """97.5 % quantile of Student's t, by bisection of its integral at whole degrees of freedom; linear in 1 / f between them."""
    def whole(k):
        c = math.exp(math.lgamma((k + 1) / 2) - math.lgamma(k / 2)) / math.sqrt(k * math.pi); d = lambda x: c * (1 + x * x / k) ** (-(k + 1) / 2)
        def below(x, steps=400):                                          # Simpson from 0
            h = x / steps; return h / 3 * (d(0) + d(x) + sum((4 if i % 2 else 2) * d(i * h) for i in range(1, steps)))
        lo, hi = 1.9, 13
        for _ in range(50):
            mid = (lo + hi) / 2
            if below(mid) < .475: lo = mid
            else: hi = mid
        return lo
    if f not in STUDENT:
        k = int(f); STUDENT[f] = whole(k) if f == k else (lambda a, b: a + (b - a) * (1 / k - 1 / f) / (1 / k - 1 / (k + 1)))(student975(k), student975(k + 1))
    return STUDENT[f]
STUDENT = {}

def mean_interval(v):
    """Prewhitened HAC: AR(1) by least squares, corrected for its bias, Bartlett for what it leaves, Student's t with effective freedom."""
    n = len(v)
    if n < 15: return None
    d = [x - mean(v) for x in v]; sq = math.fsum(x * x for x in d[:-1]); r = 0
    if sq: r = math.fsum(x * y for x, y in zip(d, d[1:])) / sq; r = max(-.5, r + (1 + 3 * r) / n)
    if r >= .97: return None
    m = bandwidth(n); s2 = lrv([y - r * x for x, y in zip(d, d[1:])], m) * n / (n - 1) / (1 - r) ** 2
    h = student975(max(1, 2 / (4 * m / (3 * n) + 4 * (1 + r) / (n * (1 - r))))) * math.sqrt(s2 / n)
    return mean(v) - h, mean(v) + h

def over_repetitions(v):
    """Student's t over independent means."""
    n = len(v)
    if n < 2: return None
    h = student975(n - 1) * math.sqrt(math.fsum((x - mean(v)) ** 2 for x in v) / (n - 1) / n)
    return mean(v) - h, mean(v) + h

def binomial(n, p): return [math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log(1 - p)) for k in range(n + 1)]

def quantile_ranks(n, p, allowed=.05):
    """Each end misses with at most half; where the largest value alone misses with more, the lower end has the rest."""
    w = binomial(n, p); low = high = allowed / 2
    if w[n] > high: low, high = allowed - w[n], w[n]
    elif w[0] > low: low, high = w[0], allowed - w[0]
    if w[0] > low or w[n] > high: return None
    l, u, below, above = 1, n, w[0], w[n]
    while l < n and below + w[l] <= low: below += w[l]; l += 1
    while u > 1 and above + w[u - 1] <= high: above += w[u - 1]; u -= 1
    return l, u

def normal_above(tail):
    """Exact, by bisection: the product uses a rational function that is off by less than 4.5e-4."""
    lo, hi = 0, 40
    for _ in range(200):
        mid = (lo + hi) / 2
        if .5 * math.erfc(mid / math.sqrt(2)) > tail: lo = mid
        else: hi = mid
    return lo

def warm_up_cut(v):
    """Blocks of 5 of the first half against the last half."""
    if len(v) < 20: return 0
    last = v[len(v) - len(v) // 2:]; blocks = (len(v) - len(last)) // 5; mu = mean(last); m = bandwidth(len(last)); b = m / len(last)
    wider = (2.3263 + 4.1618 * b + .5368 * b * b - .906 * b ** 3) / 2.3263
    limit = normal_above(.001 / 2 / blocks) * wider * math.sqrt(lrv(last, 5) / 5 + lrv(last, m) / len(last))
    stretches = [mean(last[i:i + 5]) for i in range(len(last) - 4)]
    return max([5 * k for k in range(1, blocks + 1) for x in [mean(v[5 * k - 5:5 * k])] if abs(x - mu) > limit and not min(stretches) <= x <= max(stretches)], default=0)

def period(v, W):
    """The first local maximum of the autocorrelation above 0.3 and above what AR(1) with the same neighbours shows at 1 % over all lags."""
    n = len(v); mu = mean(v); var = math.fsum((x - mu) ** 2 for x in v); lags = min(n // 2, 500)
    if not var or lags < 3: return None
    r = [0] + [math.fsum((v[i] - mu) * (v[i - l] - mu) for i in range(l, n)) / var for l in range(1, lags + 1)]
    f = min(.99, max(0, r[1])); z = normal_above(.01 / (lags - 2))
    for l in range(2, lags):
        spread = math.sqrt(max(0, ((1 + f * f) * (1 - f ** (2 * l)) / (1 - f * f) - 2 * l * f ** (2 * l)) / n))
        if r[l] > max(.3, f ** l + z * spread) and r[l] >= r[l - 1] and r[l] >= r[l + 1]: return l * W
    return None

def two_branches(s):
    n = len(s); least = (n + 9) // 10
    if n < 25: return None
    k = max(range(least, n - least + 1), key=lambda i: (s[i] - s[i - 1], -i)); low, high = s[:k], s[k:]
    spread = lambda x: nearest_rank(x, 90) - nearest_rank(x, 10)
    if high[0] - low[-1] <= 2 * max(spread(low), spread(high)): return None
    return dict(low_p50_ms=nearest_rank(low, 50), low_share=len(low) / n, high_p50_ms=nearest_rank(high, 50), high_share=len(high) / n)

def own_ticks(W, S, P, rate):
    """E max(y + u) - E max(y) over readers that tick on their own, by numeric integration."""
    S = min(S, P)
    if S <= 1: return W / 2
    if not rate: return W * S / (S + 1)
    h, total, t = W / 400, 0, 0; mu = rate / P / 1000; parts = [P // S + (r < P % S) for r in range(S)]; G = lambda x, k: (1 - math.exp(-mu * x)) ** k if x > 0 else 0
    windows = [[] for _ in range(S)]; sums = [0.0] * S
    while True:
        a = b = 1
        for r in range(S):
            g = G(t, parts[r]); windows[r].append(g); sums[r] += g
            if len(windows[r]) > 400: sums[r] -= windows[r].pop(0)
            a *= sums[r] / 400; b *= g
        total += (b - a) * h; t += h
        if 1 - a < 1e-7 or t > 2000 * W: return total

def lag_slope(man, rate, prog):
    """Growth of the age of the oldest unread event, s per s, from producer.json (sent) and progress.jsonl (read): 0 when the engine keeps up,
    1 - capacity / rate when it does not. Theil-Sen over the upper envelope of 20 stretches of the traffic, so a batch's saw-tooth is no growth."""
    cum = [0]
    for c in rate["counts"]: cum.append(cum[-1] + c)
    pts = []
    for d in prog:
        if d.get("batch") or "records_read" not in d or not man["start_ms"] < d["at_ms"] <= man["traffic_end_ms"]: continue
        n = d["records_read"]; i = bisect.bisect_left(cum, n)
        if i >= len(cum): continue
        sent = rate["start_ms"] if i <= 0 else rate["start_ms"] + rate["bucket_ms"] * (i - 1 + (n - cum[i - 1]) / (cum[i] - cum[i - 1]))
        pts.append((d["at_ms"], d["at_ms"] - sent))
    if len(pts) < 40: return None
    k = 20; seg = [max(x[1] for x in pts[i * len(pts) // k:(i + 1) * len(pts) // k]) for i in range(k)]; T = (pts[-1][0] - pts[0][0]) / k
    sl = sorted((seg[j] - seg[i]) / ((j - i) * T) for i in range(2, k) for j in range(i + 1, k))
    return sl[len(sl) // 2]

def ks_tail(x):
    if x < .04: return 1.0
    if x < 1.18: return 1 - math.sqrt(2 * math.pi) / x * sum(math.exp(-(2 * k - 1) ** 2 * math.pi ** 2 / (8 * x * x)) for k in range(1, 8))
    return 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 20))

def resources(a, man, theirs):
    """What the processes used, per event, and its cost: from the manifest's raw figures."""
    raw, events = man.get("resources"), (man.get("collector") or {}).get("events_stored")
    if not a.check("resources are reported", bool(raw and events and raw["to_ms"] > raw["from_ms"]), theirs is not None) or theirs is None: return
    seconds, price, total, cores = (raw["to_ms"] - raw["from_ms"]) / 1000, raw.get("price_per_core_hour"), None, None
    a.check("resources.events", events, theirs["events"]); a.check("resources.seconds", seconds, theirs["seconds"], rel=1e-12)
    a.check("resources.parts: number", len(raw["processes"]), len(theirs["parts"]))
    for r, t in zip(raw["processes"], theirs["parts"]):
        cpu = r["cpu_user_seconds"] + r["cpu_system_seconds"] if "cpu_user_seconds" in r else None
        name = f"resources.{r['part']}."
        a.check(name + "cpu_seconds_per_million_events", None if cpu is None else cpu * 1e6 / events, t.get("cpu_seconds_per_million_events"), rel=1e-12)
        a.check(name + "cores_mean", None if cpu is None else cpu / seconds, t.get("cores_mean"), rel=1e-12)
        for way in ("to", "from"):
            b = r.get(way + "_broker_bytes")
            a.check(f"{name}{way}_broker_bytes_per_event", None if b is None else b / events, t.get(way + "_broker_bytes_per_event"), rel=1e-12)
        for same in ("what", "memory_bytes_max", "memory_bytes_mean", "missing"): a.check(name + same, r.get(same), t.get(same))
        if cpu is None: a.check(name + "says why it is unknown", True, bool(r.get("missing")))
        elif price is not None: total, cores = (total or 0) + cpu / 3600 * price * 1e6 / events, (cores or 0) + cpu / seconds
    a.check("resources.cost_per_million_events", total, theirs.get("cost_per_million_events"), rel=1e-9)
    a.check("resources.cost_per_month", None if cores is None else cores * price * 730, theirs.get("cost_per_month"), rel=1e-9)

def late_rows(a, man, folder, batches, steps, fin):
    """late.csv against the manifest, the counters, the batches or the watermark steps, and events.csv where it is kept."""
    P = lambda n: os.path.join(folder, n)
    told = man.get("late_rows")
    if told is None: return
    rows = list(csv.DictReader(open(P("late.csv"))))
    W, D = man["query"]["window_ms"], man["query"]["watermark_delay_ms"]
    spark = man["engine"] in ("microbatch", "spark")
    a.check("late.csv: lines", told["listed"], len(rows))
    if man["mode"] in ("virtual", "live") and fin.get("late_records") is not None: a.check("late_rows.rows", fin["late_records"], told["rows"])
    if told["rows"] <= 100000: a.check("late rows are all listed", told["rows"], len(rows))
    of = {b["id"]: b for b in batches}
    judged = lambda n: (of[n - 1]["watermark_ms"] if n - 1 in of else 0) if man["query"]["micro_batch"].get("late_filter", "previous") == "previous" else of[n]["watermark_ms"]
    marks = {x for _, x in steps or []}
    furthest = None
    for i, r in enumerate(rows):
        t, s, w, n = int(r["event_time_ms"]), int(r["window_start_ms"]), int(r["watermark_ms"]), int(r["step"])
        bound = w if spark else w + 1
        past = bound - s - W
        furthest = past if furthest is None else max(furthest, past)
        a.check(f"late row {i + 1}: window", t - t % W, s)
        if past < 0: a.bad.append(f"late row {i + 1}: watermark {w} has not passed the end of window {s}")
        if spark and n in of:
            a.check(f"late row {i + 1}: watermark of batch {n}", judged(n), w)
            p, o = int(r["partition"]), int(r["offset"])
            if not (of[n].get("start") or [0] * len(of[n]["end"]))[p] <= o < of[n]["end"][p]: a.bad.append(f"late row {i + 1}: offset {o} of partition {p} is not in batch {n}")
        elif not spark and man["query"]["continuous"]["emit_strategy"] == "on-periodic" and man["query"]["continuous"]["source_parallelism"] == 1 and w not in marks: a.bad.append(f"late row {i + 1}: no step of the watermark to {w}")
    if told["rows"] == len(rows): a.check("late_rows.kept_by_delay_ms", None if furthest is None else D + furthest + 1, told.get("kept_by_delay_ms"))
    if not os.path.exists(P("events.csv")): return
    log = defaultdict(list)
    for r in csv.DictReader(open(P("events.csv"))): log[int(r["partition"])].append(int(r["event_time_ms"]) if r["event_time_ms"] else None)
    for i, r in enumerate(rows): a.check(f"late row {i + 1}: event time in the log", log[int(r["partition"])][int(r["offset"])], int(r["event_time_ms"]))
    if not spark or not batches: return
    count = 0
    for b in batches:
        w = judged(b["id"])
        for p, end in enumerate(b["end"]):
            count += sum(1 for t in log[p][(b.get("start") or [0] * len(b["end"]))[p]:end] if t is not None and t - t % W + W <= w)
    a.check("late rows by batches and log", count, told["rows"])

def audit(folder, verbose=False):
    a = Audit(folder, verbose)
    P = lambda n: os.path.join(folder, n)
    man = json.load(open(P("manifest.json"))); met = json.load(open(P("metrics.json"))); prod = json.load(open(P("producer.json"))) if os.path.exists(P("producer.json")) else None
    events_file = P("events.csv") if os.path.exists(P("events.csv")) else None
    steps = [(float(r["at_ms"]), int(r["watermark_ms"])) for r in csv.DictReader(open(P("watermarks.csv")))] if os.path.exists(P("watermarks.csv")) else None
    exp, prog = jsonl(P("expected.jsonl")), jsonl(P("progress.jsonl")) if os.path.exists(P("progress.jsonl")) else []   # a collected run watched no engine
    res = list(csv.DictReader(open(P("results.csv"))))
    q, W, D = man["query"], man["query"]["window_ms"], man["query"]["watermark_delay_ms"]
    spark = man["engine"] in ("microbatch", "spark")
    append_mode = not spark or q["micro_batch"]["output_mode"] == "append"
    closing = man["closing_start_ms"]
    # ---- 1. results.csv by itself
    rows = defaultdict(list)
    for i, r in enumerate(res):
        s, e, v, c = int(r["window_start_ms"]), int(r["window_end_ms"]), int(r["views"]), int(r["clicks"])
        ctr = float(r["ctr"]) if r["ctr"] != "" else None
        a.check(f"results row {i + 1}: ctr", c / v if v else None, ctr)
        t0 = int(r["max_producer_timestamp_ns"]) if r["max_producer_timestamp_ns"] else None
        t1, ta = float(r["t1_ms"]), float(r["append_ms"])
        if t0 is not None: a.check(f"results row {i + 1}: latency_ms = T1 - T0", t1 - t0 / 1e6, float(r["latency_ms"]), tol=0.0011)
        if s % W or e - s != W: a.bad.append(f"results row {i + 1}: [{s},{e}) is not aligned to {W}")
        rows[(s, key_of(r["key"]))].append(dict(s=s, e=e, v=v, c=c, t0=t0, t1=t1, ta=ta))
    pick = lambda l: l[0] if append_mode else l[-1]
    dup = conf = 0
    for (s, k), l in rows.items():
        if append_mode and s < closing:
            for x in l[1:]:
                if (x["v"], x["c"], x["t0"]) == (l[0]["v"], l[0]["c"], l[0]["t0"]): dup += 1
                else: conf += 1
    # ---- 2. reconciliation
    traffic = [x for x in exp if not closing or x["window_start_ms"] < closing]
    E = {(x["window_start_ms"], x.get("key")): x for x in exp}
    a.check("expected.jsonl has one line a window and key", len(E), len(exp))
    stored = sum(x["rows"] for x in traffic); counted = late = 0; without = []
    for x in traffic:
        l = rows.get((x["window_start_ms"], x.get("key")))
        if not l: without.append(x); continue
        r = pick(l); other = x["rows"] - x["views"] - x["clicks"]
        counted += r["v"] + r["c"] + other; late += x["views"] + x["clicks"] - r["v"] - r["c"]
        if r["v"] > x["views"] or r["c"] > x["clicks"]: a.bad.append(f"window {x['window_start_ms']} {x.get('key')}: counts more than stored")
    fin = [p for p in prog if "batch" not in p or p["batch"] is None]
    fin = fin[-1] if fin else {}
    cm = met["correctness"]; mal = (man.get("collector") or {}).get("events_malformed", 0)
    batches = sorted((p["batch"] for p in prog if p.get("batch")), key=lambda b: b["id"])
    a.check("correctness.stored", stored + mal, cm["stored"])
    a.check("correctness.counted", counted, cm["counted"])
    late_all = late + sum(x["rows"] for x in without)          # a window without a result is late (all rows) or still open
    open_traffic = cm["stored"] - counted - mal - late_all
    a.check("correctness.late_dropped + still_open", late_all, cm["late_dropped"] + cm["still_open"])
    a.check("correctness.unaccounted", cm["stored"] - cm["counted"] - cm["late_dropped"] - cm["malformed"] - cm["still_open"], cm["unaccounted"])
    a.check("correctness.completeness", cm["counted"] / (cm["counted"] + cm["late_dropped"]) if cm["counted"] + cm["late_dropped"] and cm["late_dropped"] >= 0 else None, cm.get("completeness"), tol=1e-15)
    a.check("correctness.expected_windows", len(traffic), cm["expected_windows"])
    a.check("correctness.result_windows", len(traffic) - len(without), cm["result_windows"])
    a.check("correctness.duplicate", dup, cm["duplicate"]); a.check("correctness.conflicting", conf, cm["conflicting"])
    a.check("correctness.extra", sum(1 for k in rows if k not in E and (not closing or k[0] < closing)), cm["extra"])
    a.check("late_dropped_by_engine", fin.get("late_dropped", sum(b["rows_dropped"] for b in batches)), cm["late_dropped_by_engine"])
    if man.get("collector"): a.check("sum of expected rows + malformed = events_stored", sum(x["rows"] for x in exp) + mal, man["collector"]["events_stored"])
    if prod and man.get("collector"): a.check("sum of sent = events_stored", sum(p["sent"] for p in prod["producers"]), man["collector"]["events_stored"])
    if fin.get("records_read") is not None and man.get("collector"): a.check("records_read", fin["records_read"], man["collector"]["events_stored"])
    resources(a, man, met.get("resources"))
    late_rows(a, man, folder, batches, steps, fin)
    # ---- 3. watermark per step
    if batches:
        wm = 0; off = None; dropped = 0
        for b in batches:
            a.check(f"batch {b['id']}: watermark", wm, b["watermark_ms"])
            if b.get("start") is not None:
                if off is not None and b["start"] != off: a.bad.append(f"batch {b['id']}: starts at {b['start']}, the one before ended at {off}")
                a.check(f"batch {b['id']}: input_rows", sum(b["end"]) - sum(b["start"]), b["input_rows"])
            off = b["end"]; dropped += b["rows_dropped"]
            if b.get("event_time"): wm = max(wm, b["event_time"]["max_ms"] - D)
        a.check("late counter = sum over batches", dropped, cm["late_dropped_by_engine"])
        tr = q["micro_batch"]["trigger_interval_ms"]
        if tr and man["mode"] == "virtual":
            end = None
            for b in batches:
                if end is not None:
                    grid = b["started_ms"] % tr == 0; follows = abs(b["started_ms"] - end) < 1.01
                    if not (grid or follows): a.bad.append(f"batch {b['id']} starts at {b['started_ms']}, neither on the trigger grid nor at the end of the one before")
                    if b["started_ms"] + 1 < end: a.bad.append(f"batch {b['id']} starts before the one before has ended")
                end = b["started_ms"] + b["duration_ms"]
    else:
        w = -float("inf")
        for p in prog:
            x = p.get("watermark_ms")
            if x is not None:
                if x < w: a.bad.append(f"watermark falls from {w} to {x} at {p['at_ms']}")
                w = x
        if steps is None and any(p.get("watermark_ms") is not None for p in prog): a.unauditable("watermark per step of a continuous engine: there is no watermarks.csv")
        elif steps:
            for (t, x), (u, y) in zip(steps, steps[1:]):
                if u < t or y <= x: a.bad.append(f"watermarks.csv: step ({u}, {y}) after ({t}, {x})")
            at, marks = [t for t, _ in steps], [x for _, x in steps]
            if man["mode"] == "virtual":
                snap = [p for p in prog if p.get("watermark_ms") is not None and q["continuous"]["emit_strategy"] == "on-periodic"]
                for p in snap:
                    i = bisect.bisect_right(at, p["at_ms"]) - 1
                    a.check(f"watermark at {p['at_ms']} = last step", marks[i] if i >= 0 else None, p["watermark_ms"])
            for (s, k), l in rows.items():
                i = bisect.bisect_left(marks, s + W - 1)
                if i == len(marks): continue                                # closed by the end of the input
                late = q["continuous"]["buffer_timeout_ms"] + 1000
                if not -1e-3 <= l[0]["ta"] - at[i] <= late and man["mode"] == "virtual": a.bad.append(f"result {s} {k}: fired at {at[i]}, appended at {l[0]['ta']}")
                elif l[0]["ta"] < at[i] - 50: a.bad.append(f"result {s} {k}: appended at {l[0]['ta']}, before its watermark at {at[i]}")
                else: a.ok += 1
    # ---- 4. window timings and decomposition
    wins = []; started = [b for b in batches if b.get("started_ms")]; wms = [b["watermark_ms"] for b in started]
    by_start = defaultdict(list)
    for x in traffic: by_start[x["window_start_ms"]].append(x)
    cadence_expected = None
    if not spark:
        c = q["continuous"]; S = min(c["source_parallelism"], man["workload"]["partitions"])
        cadence_expected = 0 if c["emit_strategy"] != "on-periodic" else own_ticks(c["emit_interval_ms"], c["source_parallelism"], man["workload"]["partitions"], ((prod or {}).get("schedule") or {}).get("mean_per_second")) if man["engine"] == "flink" else c["emit_interval_ms"] / 2
        net = man["engine"] == "flink" or not (man.get("profile") or "in-process").startswith("in-process")
        cadence_expected += c["buffer_timeout_ms"] / 2 if net else 0
    for s in sorted(by_start):
        cells = by_start[s]; rs = [pick(rows[(s, x.get("key"))]) for x in cells if (s, x.get("key")) in rows]
        if not rs: continue
        mover = cells[0].get("any" if spark else "all"); t0s = [r["t0"] / 1e6 for r in rs if r["t0"] is not None]
        lost = sum(x["views"] + x["clicks"] for x in cells) != sum(r["v"] + r["c"] for r in rs)
        # A mapping without a producer timestamp: T0 is the append time of the newest record, unless late rows were lost.
        if not t0s and "producer_timestamp" not in q.get("schema", {"producer_timestamp": 0}) and not lost:
            t0s = [x["last_append_ms"] for x in cells if x.get("last_append_ms") is not None]
        if not t0s or not mover: continue
        e, t0, t1, ta = s + W, max(t0s), max(r["t1"] for r in rs), max(r["ta"] for r in rs)
        A, Aa = mover["due_ms"], mover["append_ms"]
        due = None if lost or any(x.get("max_due_ms") is None for x in cells) else max(x["max_due_ms"] for x in cells)
        if spark:
            em = (lambda i: started[i] if i < len(started) else None)(bisect.bisect_left(wms, e))
            cad = 0 if em is None or em["started_ms"] > t1 else max(0, em["started_ms"] - Aa)
        else: cad = cadence_expected
        wins.append(dict(e=e, t0=t0, t1=t1, ta=ta, A=A, due=due, data=e - t0, wait=A - e - D, ingest=Aa - A, cadence=cad,
                         overhead=t1 - A - (Aa - A) - cad, floor=A, lat=t1 - t0))
    partial = 0
    while partial < len(wins) and wins[partial]["e"] - W < man["start_ms"]: partial += 1
    end = partial
    while end < len(wins) and wins[end]["e"] <= man["traffic_end_ms"] and wins[end]["A"] < man["traffic_end_ms"]: end += 1
    if not man["traffic_end_ms"]: end = len(wins)
    cut = partial + (0 if man["mode"] == "virtual" else warm_up_cut([x["t1"] - x["A"] for x in wins[partial:end]]))
    m = wins[cut:end]
    a.check("warm_up.cut_windows", cut, met["warm_up"]["cut_windows"])
    shown = bool(met["latency"])
    if met["windows"]["end_ms"]:
        col = met["windows"]
        a.check("windows: number", len(wins), len(col["end_ms"]))
        for i, x in enumerate(wins[:len(col["end_ms"])]):
            for name, mine in (("end_ms", x["e"]), ("latency_ms", x["lat"]), ("over_floor_ms", x["t1"] - x["A"]), ("data_ms", x["data"]), ("wait_ms", x["wait"]), ("ingest_ms", x["ingest"]), ("cadence_ms", x["cadence"]), ("overhead_ms", x["overhead"])):
                a.check(f"window {x['e']}: {name}", mine, col[name][i], tol=0.002)
            s = sum(col[n][i] for n in ("data_ms", "wait_ms", "ingest_ms", "cadence_ms", "overhead_ms")) + D
            a.check(f"window {x['e']}: the six parts sum exactly to latency", s, col["latency_ms"][i], tol=1e-9)
            a.check(f"window {x['e']}: measured", cut <= i < end, col["measured"][i])
    # ---- 5. summaries
    if shown and m:
        for name, origin in (("t1_minus_t0", "t0"), ("t1_minus_due", "due"), ("t1_minus_e", "e"), ("t1_minus_floor", "A")):
            for suffix, stop in (("", "t1"), ("_append", "ta")):
                v = [x[stop] - x[origin] for x in m if x[origin] is not None]
                L = met["latency"].get(name + suffix)
                if not v:
                    a.check(f"{name}{suffix}", None, L); continue
                s = sorted(v); span = s[-1] - s[0]; N = f"latency.{name}{suffix}."
                if L is None: a.bad.append(f"{N[:-1]} is missing"); continue
                a.check(N + "n", len(v), L["n"]); a.check(N + "mean", mean(v), L["mean_ms"], tol=0.002)
                a.check(N + "min", s[0], L["min_ms"], tol=0.002); a.check(N + "max", s[-1], L["max_ms"], tol=0.002)
                a.check(N + "negative", sum(x < 0 for x in v), L["negative"])
                for p in (50, 90, 99):
                    ranks = quantile_ranks(len(s), p / 100)
                    for end_, mine in (("", ranks and nearest_rank(s, p)), ("_low", ranks and s[ranks[0] - 1]), ("_high", ranks and s[ranks[1] - 1])):
                        a.check(N + f"p{p}{end_}", mine, L.get(f"p{p}{end_}_ms"), tol=.002)
                ends = mean_interval(v)
                a.check(N + "mean_low", ends and ends[0], L.get("mean_low_ms"), tol=.003); a.check(N + "mean_high", ends and ends[1], L.get("mean_high_ms"), tol=.003)
                mine, theirs = two_branches(s), L.get("branches")
                a.check(N + "branches", mine is None, theirs is None)
                for k in mine or {}: a.check(N + f"branches.{k}", mine[k], (theirs or {}).get(k), tol=.002)
        a.check("methods.bandwidth_windows", bandwidth(len(m)), met["methods"]["bandwidth_windows"], tol=1e-9)
        d = met["decomposition"]
        for part in ("data", "wait", "ingest", "cadence", "overhead"): a.check(f"decomposition.{part}", mean([x[part] for x in m]), d[part + "_ms"], tol=0.002)
        a.check("decomposition.delay", D, d["delay_ms"])
        if len(m) >= 10:
            s = sorted(x["lat"] for x in m)
            a.check("oscillation.amplitude", (nearest_rank(s, 95) - nearest_rank(s, 5)) / 2, met["oscillation"]["amplitude_ms"], tol=0.002)
            a.check("oscillation.period", period([x["lat"] for x in m], W), met["oscillation"].get("period_ms"))
    # ---- 6. what was sent
    if prod and prod.get("schedule") and prod.get("rate"):
        sc, rt = prod["schedule"], prod["rate"]; b = rt["bucket_ms"]; c = rt["counts"]
        a.check("schedule.events = sum of rate.counts", sum(c), sc["events"])
        open_loop = [p for p in prod["producers"] if p["producer_id"] != "closing"]
        a.check("schedule.events = sum of sent and failed", sum(p["sent"] + p["failed"] for p in open_loop), sc["events"])
        # A producer that is stopped while it lags has events that were due and never sent.
        if man["state"] != "partial": a.check("schedule.events = sum of intended", sum(p["intended"] for p in open_loop), sc["events"])
        dur = (man["traffic_end_ms"] - man["start_ms"]) / 1000
        if not sc.get("sums"): a.check("schedule.mean_per_second (events / duration; the gaps' ends are not in the folder)", sc["events"] / dur, sc["mean_per_second"], rel=.02 if man["workload"]["traffic"] != "mmpp" else .05)
        sums = sc.get("sums")
        for name, w in (("idc1_s", 1000), ("idc10_s", 10000)):
            if w % b or man["start_ms"] % w:
                if not sums: a.unauditable(f"schedule.{name}: rate buckets are {b} ms")
                continue
            k = w // b; full = [sum(c[i:i + k]) for i in range(0, len(c), k)]
            while full and full[0] == 0: full = full[1:]      # the first window with an event is left out, as it is whole only by chance
            x = full[1:-1]
            if man["mode"] == "live": a.check(f"schedule.{name}", sum((y - mean(x)) ** 2 for y in x) / len(x) / mean(x) if len(x) >= 10 else None, sc.get(name), rel=.02); continue
            a.check(f"schedule.{name}", sum((y - mean(x)) ** 2 for y in x) / len(x) / mean(x) if len(x) >= 10 and sum(x) else None, sc.get(name), rel=1e-9)
            if w == 1000 and sc["mean_per_second"]: a.check("schedule.peak_to_mean", max(full) / sc["mean_per_second"], sc["peak_to_mean"], rel=1e-9 if man["mode"] != "live" else .02)
        for what, x in (("schedule", sc), ("planned", prod.get("planned"))):
            if not x: continue
            sums = x.get("sums")
            if not sums: a.unauditable(f"{what}.gap_cv, idc100_ms, mean_per_second: the sums are not in the folder"); continue
            gaps, span = x["events"] - 1, sums["last_ns"] - sums["first_ns"]
            a.check(what + ".mean_per_second", gaps * 1e9 / span if span else 0, x["mean_per_second"], rel=1e-12)
            a.check(what + ".gap_cv", math.sqrt((gaps * int(sums["squared_gaps_ns2"]) - span ** 2) / span ** 2) if span else 0, x["gap_cv"], rel=1e-6)
            for name, key in (("idc100_ms", "in100_ms"), ("idc1_s", "in1_s"), ("idc10_s", "in10_s")):
                c = sums[key]; a.check(f"{what}.{name} from its sums", (c["windows"] * int(c["squared_events"]) - c["events"] ** 2) / (c["windows"] * c["events"]) if c["windows"] >= 10 and c["events"] else None, x.get(name), rel=1e-9)
            a.check(what + ".peak_to_mean", sums["in1_s"]["largest"] / x["mean_per_second"] if x["mean_per_second"] else 0, x["peak_to_mean"], rel=1e-9)
        if prod.get("planned"):
            p = prod["planned"]; wait = lambda x: 500 / x["mean_per_second"] * (1 + x["gap_cv"] ** 2) if x["mean_per_second"] else 0
            off = lambda x, y, most: x is not None and y is not None and abs(x - y) > most * max(y, 1)
            counts = lambda k, n: off(sc.get(k), p.get(k), .25) and math.sqrt(abs(sc[k] - p[k]) / n) > .05
            mine = off(sc["mean_per_second"], p["mean_per_second"], .02 + .1 * p["mean_per_second"] / max(1, p["events"])) or off(sc["peak_to_mean"], p["peak_to_mean"], .25) or counts("idc100_ms", .1 * p["mean_per_second"]) or counts("idc1_s", p["mean_per_second"]) or abs(wait(sc) - wait(p)) > max(1, .05 * wait(p))
            bars = [b for s in prod["producers"] if s["producer_id"] != "closing" for b in s["lag_histogram_us"]]
            n, late = sum(b["count"] for b in bars), sum(b["count"] for b in bars if b["up_to"] > 25_000)
            a.check("sender-paused is a warning", not mine and n >= 400 and late > .005 * n, any(x["code"] == "sender-paused" for x in met["findings"]))
            a.check("sent-differs is an error", bool(mine), any(x["code"] == "sent-differs" and x["severity"] == "error" for x in met["findings"]))
        if sc.get("ks_statistic") is not None:
            if not sc.get("gap_sample"): a.unauditable("schedule.ks_statistic, ks_p_value: there is no gap_sample")
            else:
                u = sorted(sc["gap_sample"]); n = len(u); dist = max(max((1 - math.exp(-x)) - i / n, (i + 1) / n - (1 - math.exp(-x))) for i, x in enumerate(u))
                a.check("schedule.ks_statistic", dist, sc["ks_statistic"], tol=1e-6); a.check("schedule.ks_p_value", ks_tail((math.sqrt(n) + .12 + .11 / math.sqrt(n)) * dist), sc["ks_p_value"], tol=1e-4)
        for p in prod["producers"]:
            h = p["lag_histogram_us"]; n = sum(x["count"] for x in h)
            if n:
                a.check(f"{p['producer_id']}: lag histogram holds all sent", n, p["sent"])
                for name, pc in (("p50", 50), ("p99", 99)):
                    k = 0
                    for x in h:
                        k += x["count"]
                        if k >= (n * pc + 99) // 100: a.check(f"{p['producer_id']}: lag_ms_{name}", min(x["up_to"] / 1000, p["lag_ms_max"]), p["lag_ms_" + name], tol=1e-9); break
        lag = [p for p in prod["producers"] if p["producer_id"] != "closing"]
        a.check("producer_lag_ms_p99", max(p["lag_ms_p99"] for p in lag), met["producer_lag_ms_p99"])
    parts = (man.get("collector") or {}).get("partitions")
    if not parts: a.unauditable("expected.jsonl itself (views, clicks, T0, movers): the event log is not kept, and no digest of it")
    if not events_file:
        if parts: a.check("rows of all partitions = rows of expected.jsonl + malformed", sum(x["rows"] for x in parts), sum(x["rows"] for x in exp) + mal)
    else: against_events(a, man, events_file, exp, rows, prog, batches, prod, E, spark, steps)
    # ---- verdict
    if prod and prod.get("rate") and man["workload"]["traffic"] != "trace":
        g = lag_slope(man, prod["rate"], prog)
        if g is not None and g > .01: a.check(f"lag grows by {g:.3f} s per s (capacity about {prod['schedule']['mean_per_second'] * (1 - g):.0f}/s): valid", False, met["valid"])
    if append_mode and met.get("decomposition") and met["decomposition"]["overhead_ms"] < -1.01:
        a.check("a negative mean overhead is a finding, and of an expected cadence", (True, True), ("negative-overhead" in [x["code"] for x in met["findings"]], met["decomposition"]["cadence_is_expected"]))
    print(f"{folder}: {'valid' if met['valid'] else 'INVALID'} {[x['code'] for x in met['findings']]}; {a.ok} agree, {len(a.bad)} disagree")
    for b in a.bad[:40]: print("   DISAGREE", b)
    if len(a.bad) > 40: print(f"   ... and {len(a.bad) - 40} more")
    for b in a.blind: print("   UNAUDITABLE", b)
    return a

def read_events(path):
    """(due or producer ns, event ms, producer, partition, key, kind, state, new visit, producer ns, append ms, valid) in order of append."""
    out = []
    for r in csv.DictReader(open(path, newline="")):
        n = lambda k, d=0: int(r[k]) if r[k] != "" else d
        out.append((n("due_ns", n("producer_timestamp_ns", None)), n("event_time_ms", -1), n("producer", 0), n("partition"), key_of(r["key"]), n("kind"), n("state"), n("new_visit"), n("producer_timestamp_ns", None), float(r["append_ms"]) if r["append_ms"] else None, r["event_time_ms"] != ""))
    return out

def digest(rows):
    h = 0
    for e in rows:
        for w in (e[1] & (2 ** 64 - 1), e[8] or 0, e[5], 0 if e[9] is None else struct.unpack("<Q", struct.pack("<d", e[9]))[0]):
            h = (h ^ w) * 0x9E3779B97F4A7C15 & (2 ** 64 - 1); h ^= h >> 32
    return f"{h:016x}"

def silences(ev, P, timeout, slack):
    """When each partition may be idle: [from, to) pairs, the last without an end. See docs/run-folder.md, expected.jsonl, `all`."""
    out = []
    for p in range(P):
        spans, idle, top = [], -math.inf, -math.inf
        for e in ev:
            if e[3] != p: continue
            raises, t = e[1] > top, e[9]; top = max(top, e[1])
            if t > idle:
                if not raises: continue
                if spans and idle <= spans[-1][1]: spans[-1][1] = t + slack
                else: spans.append([idle, t + slack])
            idle = t + timeout
        out.append(spans + [[idle, math.inf]])
    return out

def first_with_idle(ev, P, bound, silent):
    """The first moment at which a partition has reached the bound and every other one has too, or may be idle."""
    if not hasattr(first_with_idle, "log") or first_with_idle.log[0] is not ev:
        tops = [[] for _ in range(P)]
        for e in ev:
            if not tops[e[3]] or e[1] > tops[e[3]][-1][0]: tops[e[3]].append((e[1], e[9], e[0] / 1e6))
        first_with_idle.log = ev, tops
    tops = first_with_idle.log[1]
    movers = [(lambda i: l[i][1:] if i < len(l) else None)(bisect.bisect_left(l, (bound, -math.inf))) for l in tops]
    at = min((m for m in movers if m), default=None)
    while at:
        now = at
        for p, m in enumerate(movers):
            if not tops[p] or m and m[0] <= now[0]: continue
            idle = next(max(now[0], a) for a, b in silent[p] if now[0] <= b)
            if idle > now[0]: now = m if m and m[0] <= idle else (idle, idle)
        if now[0] <= at[0]: return at[1]
        at = now if now[0] < math.inf else None
    return None

def against_events(a, man, path, exp, rows, prog, batches, prod, E, spark, steps):
    q = man["query"]; W, D = q["window_ms"], q["watermark_delay_ms"]; P = man["workload"]["partitions"]; key = lambda e: e[4]
    stored = read_events(path); ev = [e for e in stored if e[10]]
    for x in man["collector"]["partitions"]:
        mine = [e for e in stored if e[3] == x["partition"]]
        a.check(f"partition {x['partition']}: rows", len(mine), x["rows"]); a.check(f"partition {x['partition']}: digest", digest(mine), x["digest"])
    # the oracle, anew
    o = defaultdict(lambda: [0, 0, 0, -1])
    for e in ev:
        c = o[(e[1] // W * W, key(e))]; c[0] += e[5] == 1; c[1] += e[5] == 2; c[2] += 1; c[3] = max(c[3], -1 if e[8] is None else e[8])
    a.check("oracle: windows and keys", len(o), len(exp))
    for k, c in o.items():
        x = E.get(k)
        if x is None: a.bad.append(f"oracle: {k} is not in expected.jsonl"); continue
        a.check(f"oracle {k}", tuple(c), (x["views"], x["clicks"], x["rows"], x.get("max_producer_timestamp_ns", -1)))
    if man["mode"] != "virtual": return
    # movers: first event at or beyond e + D in any partition; slowest partition's first at or beyond e + D - 1
    if man["mode"] == "virtual":
        per = [[] for _ in range(P)]
        for e in ev:
            l = per[e[3]]
            if not l or e[1] > l[-1][0]: l.append((e[1], e[0] / 1e6))
        idle = q["continuous"]["idle_timeout_ms"]
        silent = silences(ev, P, idle, math.inf if q["continuous"]["source_parallelism"] > 1 else max(1000, q["continuous"]["emit_interval_ms"])) if idle and not spark else None
        first = lambda l, t: (lambda i: l[i][1] if i < len(l) else None)(bisect.bisect_left(l, (t, -1e300)))
        for x in exp:
            f = [first(l, x["window_end_ms"] + D) for l in per if l]; f = [y for y in f if y is not None]
            s = [first(l, x["window_end_ms"] + D - 1) for l in per if l]
            a.check(f"mover any of {x['window_end_ms']}", min(f) if f else None, (x.get("any") or {}).get("due_ms"), tol=.001)
            if idle and not spark: a.check(f"mover all of {x['window_end_ms']}, with idleness", first_with_idle(ev, P, x["window_end_ms"] + D - 1, silent), (x.get("all") or {}).get("due_ms"), tol=.001)
            else: a.check(f"mover all of {x['window_end_ms']}", None if None in s or not s else max(s), (x.get("all") or {}).get("due_ms"), tol=.001)
    # the schedule
    sc = prod["schedule"]; closing = [e for e in ev if man["closing_start_ms"] and e[1] >= man["closing_start_ms"]]; w = man["workload"]
    sent = sum(p["sent"] for p in prod["producers"] if p["producer_id"] != "closing"); tr = sorted((e for e in stored if e[2] >= 0), key=lambda e: e[0])
    a.check("events of the schedule", len(tr), sent)
    if man["mode"] == "virtual" and tr:
        t = [e[0] for e in tr]; gaps = [y - x for x, y in zip(t, t[1:])]; mu = mean(gaps)
        a.check("schedule.gap_cv", math.sqrt(mean([(x - mu) ** 2 for x in gaps])) / mu, sc["gap_cv"], rel=1e-6)
        for nm, wd in (("idc100_ms", 10**8), ("idc1_s", 10**9), ("idc10_s", 10**10)):
            c = defaultdict(int)
            for x in t: c[x // wd] += 1
            x = [c[i] for i in range(t[0] // wd + 1, t[-1] // wd)]
            a.check("schedule." + nm + " (events)", sum((y - mean(x)) ** 2 for y in x) / len(x) / mean(x) if len(x) >= 10 and sum(x) else None, sc.get(nm), rel=1e-9)
        if w["traffic"] in ("spp", "mmpp"):
            st = w["mmpp_states"]; tot = sum(s["mean_dwell_ms"] for s in st); mf = sum(s["rate_factor"] * s["mean_dwell_ms"] / tot for s in st)
            lam = w["events_per_second"] / w["producers"] / 1e9
            rates = [lam] if w["traffic"] == "spp" else [lam * s["rate_factor"] / mf + 1 / (s["mean_dwell_ms"] * 1e6) for s in st]
            last, u = {}, []
            for e in tr:
                if not e[7] and e[2] in last: u.append((e[0] - last[e[2]]) * rates[e[6]])
                last[e[2]] = e[0]
            n = len(u); u.sort(); dist = max(max((1 - math.exp(-x)) - i / n, (i + 1) / n - (1 - math.exp(-x))) for i, x in enumerate(u))
            p = ks_tail((math.sqrt(n) + .12 + .11 / math.sqrt(n)) * dist)
            if n < 20000: a.check("schedule.ks_statistic of all gaps", dist, sc.get("ks_statistic"), tol=1e-6); a.check("schedule.ks_p_value of all gaps", p, sc.get("ks_p_value"), tol=1e-4)
    # the twin, anew
    if spark and batches and man["mode"] == "virtual":
        late_prev = q["micro_batch"]["late_filter"] == "previous"; upd = q["micro_batch"]["output_mode"] == "update"
        log = [[] for _ in range(P)]
        for e in stored: log[e[3]].append(e)
        we, wl, state, out = 0, 0, {}, []
        for b in batches:
            take = []
            if b.get("start") is not None and b["input_rows"]:
                for p in range(P): take += [e for e in log[p][b["start"][p]:b["end"][p]] if e[10]]
            WL = wl if late_prev else we; touched, drop = {}, set()
            for e in take:
                k = (e[1] // W * W, key(e))
                if k[0] + W <= WL: drop.add(k); continue
                c = touched.setdefault(k, [0, 0, -1]); c[0] += e[5] == 1; c[1] += e[5] == 2; c[2] = max(c[2], e[8])
            for k, c in touched.items():
                s = state.setdefault(k, [0, 0, -1]); s[0] += c[0]; s[1] += c[1]; s[2] = max(s[2], c[2])
            gone = [k for k in state if k[0] + W <= we]
            if upd:
                out += [(k, tuple(state[k])) for k in touched]
            for k in gone:
                c = state.pop(k)
                if not upd: out.append((k, tuple(c)))
            a.check(f"batch {b['id']}: rows_dropped", len(drop), b["rows_dropped"])
            a.check(f"batch {b['id']}: rows_removed", len(gone), b["rows_removed"])
            a.check(f"batch {b['id']}: rows_total", len(state), b["rows_total"])
            a.check(f"batch {b['id']}: rows_updated", len(touched), b["rows_updated"])
            a.check(f"batch {b['id']}: emitted", len(touched) if upd else len(gone), b["emitted"])
            if take:
                et = b["event_time"]; a.check(f"batch {b['id']}: event time", (min(e[1] for e in take), max(e[1] for e in take)), (et["min_ms"], et["max_ms"]))
            wl = we
            if take: we = max(we, max(e[1] for e in take) - D)
        mine = sorted((k[0], k[1] or "", c) for k, c in out)
        theirs = sorted((k[0], k[1] or "", (r["v"], r["c"], r["t0"])) for k, l in rows.items() for r in l)
        a.check("twin: results", mine == theirs, True)
        if mine != theirs:
            for x in sorted(set(mine) - set(theirs))[:3]: print("      only mine", x)
            for x in sorted(set(theirs) - set(mine))[:3]: print("      only theirs", x)
    # a continuous twin: each watermark step against the events stored by then (rows of the last 2 ms may still be in work), one pass
    if not spark and steps and q["continuous"]["emit_strategy"] == "on-periodic" and not q["continuous"]["idle_timeout_ms"]:
        order = sorted(ev, key=lambda e: e[9])
        def bounds(slack):
            mx, i, out = [None] * P, 0, []
            for t, _ in steps:
                while i < len(order) and order[i][9] <= t - slack: e = order[i]; i += 1; mx[e[3]] = e[1] if mx[e[3]] is None else max(mx[e[3]], e[1])
                out.append(min(mx) - D if all(x is not None for x in mx) else -float("inf"))
            top = -float("inf")
            return [top := max(top, x) for x in out]
        for (t, x), low, high in zip(steps, bounds(2), bounds(0)):
            if low <= x <= high: a.ok += 1
            else: a.bad.append(f"watermark {x} at {t}: the events stored by then give {low} .. {high}")

if __name__ == "__main__":
    args = sys.argv[1:]; verbose = "--verbose" in args; args = [x for x in args if x != "--verbose"]
    if not args: print(__doc__); sys.exit(2)
    folders = [g for f in args for g in ([f] if os.path.exists(os.path.join(f, "manifest.json")) else sorted(os.path.join(f, n) for n in os.listdir(f) if os.path.exists(os.path.join(f, n, "manifest.json"))))]
    audits = [audit(f.rstrip("/"), verbose) for f in folders]; bad = sum(len(a.bad) for a in audits)
    print(f"{len(audits)} folders: {sum(a.ok for a in audits)} values agree, {bad} disagree, {sum(len(a.blind) for a in audits)} unauditable")
    sys.exit(1 if bad else 0)
