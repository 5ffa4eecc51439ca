#!/usr/bin/env bash
# Restore, build with warnings as errors, format check, unit tests, integration tests. The last line printed is
# "N passed, N failed, N skipped", the sum of all test projects; the exit code is 0 only when everything held.
# Real engines are started only with CTRBENCH_ENGINES=1 or CI=true, where the folder "shared" beside the repository has them.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NO_COLOR=1
passed=0 failed=0 skipped=0 failures="" pages="not run"

step() { # NAME COMMAND...: a step that must succeed before anything after it makes sense
    echo "== $1"; shift
    if ! "$@"; then
        echo "$((passed)) passed, $((failed + 1)) failed, $((skipped)) skipped"
        exit 1
    fi
}

run_tests() { # PROJECT: runs the built test program and adds its counts
    local log; log=$(mktemp)
    echo "== $1"
    "artifacts/bin/$1/release/$1" -noColor -noLogo 2>&1 | tee "$log"
    local code=${PIPESTATUS[0]}
    local line; line=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1)
    failures+=$(grep -F '[FAIL]' "$log" || true)
    if [[ $1 == CtrBench.Tests && -n $line ]]; then pages=$(grep -E 'PageTests\..*\[SKIP\]' "$log" || echo "ran"); fi
    rm -f "$log"
    if [[ $line =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+) ]]; then
        local bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
        failed=$((failed + bad)) skipped=$((skipped + BASH_REMATCH[4]))
        passed=$((passed + BASH_REMATCH[1] - BASH_REMATCH[3] - BASH_REMATCH[4]))
        [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || failed=$((failed + 1))
    else
        echo "$1 ended with exit code $code and no summary"
        failed=$((failed + 1))
    fi
}

step "restore" dotnet restore --verbosity quiet
step "build" dotnet build --configuration Release --no-restore --verbosity quiet
# The build holds the code style (IDE0055 and its like are errors); what it does not see, line ends and blanks at a line's end, is here.
step "format" dotnet format whitespace . --folder --exclude artifacts --verify-no-changes --verbosity quiet
if [[ ${CTRBENCH_ENGINES:-} == 1 || ${CI:-} =~ ^(1|true)$ ]]; then echo "== tests, with real engines where they are found"
else echo "== tests, without real engines: CTRBENCH_ENGINES=1 starts them"; fi
run_tests CtrBench.Tests
run_tests CtrBench.IntegrationTests
case $pages in # they need a Chromium, and without one nobody looks at the page
    ran | "not run") echo "page tests in a headless Chromium: $pages" ;;
    *) printf '%s\n' "page tests SKIPPED, no Chromium on PATH or in CTRBENCH_CHROMIUM:" "$pages" ;;
esac
[ -z "$failures" ] || printf '%s\n' "failed:" "$failures"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
