#!/usr/bin/env bash
# Makes run folders of all kinds and recomputes them with recompute.py and headlines.py. Exit code 0: everything agrees, nothing is unauditable.
#
#   tests/audit/make-and-audit.sh [--small] [--kafka HOST:PORT] [FOLDER]
#
# --small: a few simulations only, in a minute. --kafka: runs over this broker as well, in topics of their own. FOLDER: where the run folders
# go, new or empty; by default a temporary one, which is deleted. The program is the built one, or what CTRBENCH names.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${CTRBENCH:-dotnet $here/../../artifacts/bin/CtrBench.Harness/release/ctrbench.dll}
small='' kafka='' out=''
while [ $# -gt 0 ]; do
    case $1 in
        --small) small=1 ;;
        --kafka) kafka=$2; shift ;;
        *) out=$1 ;;
    esac
    shift
done
if [ -z "$out" ]; then
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
fi
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$out"

# An invalid run is a run too: exit code 1 is as good as 0, and its folder must agree as well.
ctr() { local code=0; $program "$@" > last.log 2>&1 || code=$?; if [ $code -gt 1 ]; then cat last.log >&2; echo "exit code $code: $*" >&2; exit 1; fi; }
sim() { local name=$1; shift; echo "  $name"; ctr simulate --out "$name" "$@"; }
live() { local name=$1; shift; echo "  $name"; ctr run --rate 200/s --window 2s --delay 2s --duration 30s --out "$name" "$@"; }
both() { local name=$1; shift; sim "microbatch-$name" --engine microbatch "$@"; sim "continuous-$name" --engine continuous "$@"; }

echo "making run folders in $out"
rate='--rate 100/s --duration 5m'
both plain $rate
both grouped $rate --group-by ad_id --ads 10 --disorder 20%:1s:10s --very-late 1%:20s --delay 2s --keep-events
sim microbatch-overload $rate --max-offsets 20
printf 'event_time_ms,ad_id,click\n' > trace.csv
for i in $(seq 0 1999); do printf '%s,ad-%s,%s\n' $((1700000000000 + i * 150 + i * i % 97)) $((i % 7)) $((i % 20 == 0)) >> trace.csv; done
both trace --trace trace.csv
ctr suite --rate 50/s --duration 3m --producers 1,2 --traffic spp --seeds 2 --out suite --json
sed -n '/^{/,$p' last.log > suite.json
ctr compare suite/continuous-spp-1p-seed1 suite/microbatch-spp-1p-seed1 --json
sed -n '/^{/,$p' last.log > compare.json

if [ -z "$small" ]; then
    both bursts $rate --traffic mmpp --producers 4 --keep-events
    both constant $rate --traffic constant --keep-events
    both partitions $rate --partitions 8 --keep-events
    both no-delay $rate --delay 0s --keep-events
    both minute --rate 50/s --duration 30m --window 1m --keep-events
    both second --rate 500/s --duration 1m --window 1s --delay 1s --keep-events
    both slow --rate 2/s --partitions 4 --duration 20m --delay 1s
    both long --rate 20/s --duration 1h
    both fast --rate 20k/s --duration 1m --producers 3
    sim microbatch-back-to-back $rate --trigger 0s --keep-events
    sim microbatch-5s $rate --trigger 5s --keep-events
    sim microbatch-update $rate --output-mode update --keep-events
    sim microbatch-no-data-off $rate --no-data-batches off --keep-events
    sim microbatch-limited $rate --max-offsets 500 --keep-events
    sim microbatch-fast-overload --rate 500k/s --duration 20s
    sim continuous-idle --engine continuous --rate 2/s --partitions 8 --duration 30m --idle-timeout 2s --delay 1s --keep-events
    sim continuous-on-event --engine continuous $rate --emit on-event --keep-events
    sim continuous-one-phase --engine continuous $rate --phase one --disorder 20%:uniform:10s --delay 2s --keep-events
    sim continuous-legacy --engine continuous $rate --phase legacy --keep-events
    sim continuous-readers --engine continuous $rate --partitions 8 --parallelism 4 --keep-events
    sim continuous-fast-overload --engine continuous --rate 700k/s --duration 20s
    sim continuous-in-process --engine continuous $rate --profile in-process
    live memory-microbatch --engine microbatch
    live memory-continuous --engine continuous --traffic mmpp --mmpp 0.5:4s,3:1s --producers 2
    live memory-grouped --engine continuous --group-by ad_type --keep-events
    echo '  memory-interrupted'
    $program run --rate 200/s --window 2s --delay 2s --duration 10m --out memory-interrupted > last.log 2>&1 & run=$!
    sleep 25; kill -INT $run; wait $run || true
    ctr analyze memory-interrupted
    echo '  suite of five seeds'
    ctr suite --rate 100/s --duration 10m --traffic spp --producers 1,4 --out suite-5 --json
    sed -n '/^{/,$p' last.log > suite-5.json
    ctr plot microbatch-plain microbatch-5s microbatch-overload continuous-plain continuous-readers memory-microbatch --out plots
    ctr compare microbatch-plain microbatch-5s --json
    sed -n '/^{/,$p' last.log > compare-triggers.json
fi

if [ -n "$kafka" ]; then
    topics() { echo "--kafka $kafka --events-topic audit-$1-events --results-topic audit-$1-results"; }
    live kafka-microbatch --engine microbatch $(topics microbatch)
    live kafka-continuous --engine continuous --traffic mmpp --mmpp 0.5:4s,3:1s --producers 2 $(topics continuous)
    live kafka-grouped --engine continuous --group-by ad_type --partitions 4 --keep-events $(topics grouped)
    live kafka-limited --engine microbatch --max-offsets 300 $(topics limited)
    echo '  kafka-interrupted'
    $program run --rate 200/s --window 2s --delay 2s --duration 10m --out kafka-interrupted $(topics interrupted) > last.log 2>&1 & run=$!
    sleep 25; kill -INT $run; wait $run || true
    ctr analyze kafka-interrupted
    echo '  kafka-produced, kafka-collected'
    apart=$(topics apart)
    ctr produce $apart --rate 200/s --duration 30s --window 2s --delay 2s --closing --out kafka-produced
    $program run $apart --engine continuous --traffic none --window 2s --delay 2s --out engine > engine.log 2>&1 & run=$!
    ctr collect $apart --engine continuous --window 2s --delay 2s --results 14 --duration 120s --traffic-of kafka-produced --out kafka-collected
    kill -INT $run; wait $run || true
fi

folders=$(find . -name manifest.json -exec dirname {} \; | while read -r f; do [ -f "$f/metrics.json" ] && echo "$f"; done | sort)
reports='suite.json compare.json'
if [ -z "$small" ]; then
    reports="$reports suite-5.json compare-triggers.json"
    reports="$reports plots/report.html:microbatch-plain,microbatch-5s,microbatch-overload,continuous-plain,continuous-readers,memory-microbatch"
fi
code=0
python3 "$here/recompute.py" $folders > audit.log || code=1
python3 "$here/headlines.py" $reports >> audit.log || code=1
grep -E ', [1-9][0-9]* disagree|DISAGREE|UNAUDITABLE|values agree| and [0-9]+ more' audit.log || true
if grep -q UNAUDITABLE audit.log; then code=1; fi
exit $code
