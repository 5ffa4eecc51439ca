#!/usr/bin/env python3
"""Audit of what is computed over several run folders, in plain python 3, written from docs/measurement.md, not from the C# code.

    headlines.py JSON_OR_HTML [...]            JSON: standard output of `suite --json` or `compare --json`; folders in it are found relative
                                               to the working directory. HTML: a report.html, with the run folders beside it or, after a
                                               colon, in other places: report.html:a,b,c

Exit code 0: everything agrees; 1: something disagrees. The run folders themselves are the business of recompute.py."""
import html, json, os, re, sys
from recompute import Audit, mean, mean_interval, nearest_rank, over_repetitions, quantile_ranks, two_branches

def load(folder, name): return json.load(open(os.path.join(folder, name)))

def key(man):
    w = {k: v for k, v in man["workload"].items() if k not in ("seed", "start_ms")}
    return json.dumps([man["mode"], man.get("engine"), man.get("engine_version"), man.get("profile"), man.get("transport"), w, man["query"]], sort_keys=True)

def headline(folders):
    """Of runs that repeat each other: means over the valid ones, Student's t over their means."""
    runs = [load(f, "metrics.json") for f in folders]; valid = [m for f, m in zip(folders, runs) if m["valid"]]; latency = {}
    for name in sorted({n for m in valid for n in m["latency"]}):
        l = [m["latency"][name] for m in valid if name in m["latency"]]; means = [x["mean_ms"] for x in l]; p50 = [x["p50_ms"] for x in l if x.get("p50_ms") is not None]
        ends = (l[0].get("mean_low_ms"), l[0].get("mean_high_ms")) if len(l) == 1 else over_repetitions(means)
        latency[name] = dict(mean_ms=mean(means), mean_low_ms=ends and ends[0], mean_high_ms=ends and ends[1], p50_ms=mean(p50) if p50 else None)
    w = sorted(x for m in valid for x, is_in in zip(m["windows"]["over_floor_ms"], m["windows"]["measured"]) if is_in)
    counted, late = (sum(m["correctness"][k] for m in valid) for k in ("counted", "late_dropped"))
    return dict(engine=runs[0]["engine"], traffic=runs[0]["traffic"], producers=runs[0]["producers"], runs=len(runs), valid_runs=len(valid), latency=latency,
                branches=two_branches(w), completeness=counted / (counted + late) if counted + late and late >= 0 else None)

def headlines(folders):
    groups = {}
    for f in folders: groups.setdefault(key(load(f, "manifest.json")), []).append(f)
    return [headline(g) for g in groups.values()]

def audit_answer(a, d, folders):
    """The differences of the answer: per pair of runs the mean over the windows that both measured, then Student's t over the pairs, or with one pair
    the interval of a mean within a run. Run ids are unique in a suite; elsewhere the pairs of runs that share an id are left to audit_compare."""
    by_id = {}
    for f in folders: by_id.setdefault(load(f, "manifest.json")["run_id"], []).append(f)
    for x in d.get("answer", {}).get("differences", []):
        n = f"answer, {x['first']} - {x['second']}, {x['traffic']}: "; means = []
        for p in x["pairs"]:
            if len(by_id.get(p["first"], [])) != 1 or len(by_id.get(p["second"], [])) != 1 or not p["windows"]: continue
            series = []
            for r in (p["first"], p["second"]):
                f = by_id[r][0]; w, start = load(f, "metrics.json")["windows"], load(f, "manifest.json")["start_ms"]
                series.append({e - start: l - g for e, l, g, m in zip(w["end_ms"], w["latency_ms"], w["data_ms"], w["measured"]) if m})
            diff = [series[0][e] - series[1][e] for e in sorted(series[0]) if e in series[1]]; means.append(mean(diff))
            a.check(n + f"windows of seed {p['seed']}", len(diff), p["windows"]); a.check(n + f"mean of seed {p['seed']}", mean(diff), p["mean_ms"], tol=.002)
        if len(means) != len(x["pairs"]) or not means: continue
        ends = over_repetitions(means) if len(means) > 1 else mean_interval(diff); a.check(n + "mean", mean(means), x["mean_ms"], tol=.002)
        for i, k in enumerate(("low", "high")): a.check(n + k, ends and ends[i], (x.get("interval") or {}).get(k), tol=.004)

def audit_suite(a, d):
    folders = [r["folder"] for r in d["runs"]]; mine = headlines(folders)
    a.check("headlines: number", len(mine), len(d["headlines"]))
    a.check("valid runs", sum(load(f, "metrics.json")["valid"] for f in folders), d["valid"])
    for m, t in zip(mine, d["headlines"]):
        n = f"{t['engine']} {t['traffic']} {t['producers']}p: "
        for k in ("engine", "traffic", "producers", "runs", "valid_runs"): a.check(n + k, m[k], t[k])
        a.check(n + "completeness", m["completeness"], t.get("completeness"), rel=1e-12); a.check(n + "latencies", sorted(m["latency"]), sorted(t["latency"]))
        for name, l in m["latency"].items():
            for k, v in l.items(): a.check(n + f"{name}.{k}", v, t["latency"].get(name, {}).get(k), tol=.003)
        a.check(n + "branches", m["branches"] is None, t.get("branches") is None)
        for k, v in (m["branches"] or {}).items(): a.check(n + f"branches.{k}", v, (t.get("branches") or {}).get(k), tol=.002)
    audit_answer(a, d, folders)
    report = d.get("report")
    if report and os.path.exists(report): audit_report(a, report, folders)

def audit_compare(a, d):
    for c in d["comparisons"]:
        A, B = ((load(c[k], "manifest.json"), load(c[k], "metrics.json")) for k in ("a", "b")); shift = A[0]["start_ms"] - B[0]["start_ms"]
        def column(run, what):
            w = run[1]["windows"]; v = w["over_floor_ms"] if what == "t1_minus_floor" else [x - y for x, y in zip(w["latency_ms"], w["data_ms"])]
            return {e: x for e, x, is_in in zip(w["end_ms"], v, w["measured"]) if is_in}
        for l in c["latencies"]:
            n = f"{c['a']} - {c['b']}: {l['name']} "; x, y = column(A, l["name"]), column(B, l["name"])
            if l.get("paired"):
                common = [e for e in sorted(x) if e - shift in y]; x, y = [x[e] for e in common], [y[e - shift] for e in common]
                diff = [p - q for p, q in zip(x, y)]; ends = mean_interval(diff); p = l["paired"]
                a.check(n + "paired n", len(diff), p["n"]); a.check(n + "paired mean", mean(diff), p["mean_ms"], tol=.002)
                for i, k in enumerate(("low", "high")): a.check(n + "paired " + k, ends and ends[i], (p.get("interval") or {}).get(k), tol=.004)
            else: x, y = list(x.values()), list(y.values())
            if l["name"].endswith("_minus_d"): x, y = ([v - r[0]["query"]["watermark_delay_ms"] for v in s] for s, r in ((x, A), (y, B)))
            a.check(n + "windows", (len(x), len(y)), (l["windows_a"], l["windows_b"]))
            known = ["mean"] + [f"p{p}" for p in (50, 90, 99) if quantile_ranks(len(x), p / 100) and quantile_ranks(len(y), p / 100)]
            a.check(n + "figures", known, [v["name"] for v in l["values"]])
            for v in l["values"]:
                f = mean if v["name"] == "mean" else lambda s: nearest_rank(sorted(s), int(v["name"][1:]))
                a.check(n + v["name"] + " of A", f(x), v["a_ms"], tol=.002); a.check(n + v["name"] + " of B", f(y), v["b_ms"], tol=.002)
                a.check(n + v["name"] + " difference", f(x) - f(y), v["difference_ms"], tol=.004)
                if abs(f(y)) > 1: a.check(n + v["name"] + " error", (f(x) - f(y)) / abs(f(y)), v.get("error"), tol=1e-4)
    audit_answer(a, d, [r["folder"] for r in d["runs"]])
    if "good" in d and not d["comparisons"]: a.bad.append("nothing was compared")

def audit_report(a, path, folders):
    """The table of headlines, as text: each number as it would be rounded."""
    text = open(path).read(); at = text.find("<caption>Headlines"); table = text[at:text.find("</table>", at)]
    rows = [[html.unescape(re.sub("<[^>]*>", "", c)) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r, re.S)] for r in re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]]
    mine = headlines(folders); a.check(f"{path}: rows of headlines", len(mine), len(rows))
    ms = lambda x: "–" if x is None else f"{x:,.0f}" if abs(x) >= 99.95 else f"{x:.1f}" if abs(x) >= 9.995 else f"{x:.2f}"
    near = lambda shown, x: (shown == "–") == (x is None) and (x is None or abs(float(shown.replace(",", "").replace("−", "-")) - x) <= (.501 if abs(x) >= 99 else .0501 if abs(x) >= 9.9 else .00501))
    for m, r in zip(mine, rows):
        n = f"{path}: {r[0]}: "
        a.check(n + "engine", m["engine"], r[0].split(",")[0])
        if not m["valid_runs"]: a.check(n + "no figure of invalid runs", len(r), 3); continue
        a.check(n + "runs", str(m["valid_runs"]), r[2].split()[0])
        for name, at in (("t1_minus_t0", 3), ("t1_minus_floor", 5)):
            l = m["latency"].get(name) or dict(mean_ms=None, mean_low_ms=None, mean_high_ms=None)
            a.check(n + f"{name} {r[at]} for {ms(l['mean_ms'])}", True, near(r[at], l["mean_ms"]))
            ends = r[at + 1].split(" to ") if " to " in r[at + 1] else ["–", "–"]
            for shown, k in zip(ends, ("mean_low_ms", "mean_high_ms")): a.check(n + f"{name} {k} {shown} for {ms(l[k])}", True, near(shown, l[k]))
        if m["branches"]: a.check(n + f"branches {r[7]}", True, all(near(x, m["branches"][k]) for x, k in zip(re.findall(r"([\d,.]+) \(", r[7]), ("low_p50_ms", "high_p50_ms"))))
        else: a.check(n + f"p50 {r[7]}", True, near(r[7], m["latency"].get("t1_minus_floor", {}).get("p50_ms")))

if __name__ == "__main__":
    if len(sys.argv) < 2: print(__doc__); sys.exit(2)
    agree = disagree = 0
    for arg in sys.argv[1:]:
        path, _, more = arg.partition(":"); a = Audit(path, False)
        if path.endswith(".html"): audit_report(a, path, more.split(",") if more else sorted(os.path.join(os.path.dirname(path), n) for n in os.listdir(os.path.dirname(path) or ".") if os.path.exists(os.path.join(os.path.dirname(path), n, "manifest.json"))))
        else: d = json.load(open(path)); (audit_compare if "comparisons" in d else audit_suite)(a, d)
        print(f"{path}: {a.ok} agree, {len(a.bad)} disagree"); agree += a.ok; disagree += len(a.bad)
        for b in a.bad[:20]: print("   DISAGREE", b)
    print(f"{len(sys.argv) - 1} files over several runs: {agree} values agree, {disagree} disagree")
    sys.exit(1 if disagree else 0)
