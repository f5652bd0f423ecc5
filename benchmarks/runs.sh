#!/usr/bin/env bash
# How far a proof repeats: N unattended runs of `headroom prove`, each with its own seed, and what each came to.
#   benchmarks/runs.sh [N=10] [SERVICE=pos] [MODE=--quick]
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
n=${1:-10} service=${2:-pos} mode=${3:---quick}
out=$here/.headroom/runs
mkdir -p "$out"
for i in $(seq "$n"); do
  "$here/headroom" prove "$service" "$mode" --seed "$i" --out "$out/$i" >"$out/$i.txt" 2>&1
  code=$?
  printf 'run %s, exit %s\n' "$i" "$code"
  grep -E '^  CPU per request|rounds count' "$out/$i.txt" | head -n 3
done
