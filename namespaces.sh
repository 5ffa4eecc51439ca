#!/usr/bin/env bash
# Prints which namespaces of src use which, in how many files, and the circles among them (none, or the exit code is 1).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
dotnet build --configuration Release --verbosity quiet tests/CtrBench.Tests >&2
artifacts/bin/CtrBench.Tests/release/CtrBench.Tests -noColor -noLogo -showLiveOutput \
    -method CtrBench.Tests.NamespaceTests.No_namespaces_use_each_other_in_a_circle | grep -oE 'CtrBench\S+ -> .*|circle: .*|[0-9]+ circles.*' | sort -u
[ "${PIPESTATUS[0]}" -eq 0 ]
