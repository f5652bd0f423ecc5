#!/usr/bin/env bash
# How far figures repeat on this machine, and how many of N unattended runs may be believed, each with its own seed.
#   benchmarks/runs.sh [N=10] [SERVICE=pos] [--quick|--full|--normal]   proofs: rounds that count, CPU per request
#   benchmarks/runs.sh N load [SECONDS=20]                              loads of the point of sale at 20 starts a second
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
n=${1:-10} what=${2:-pos} mode=${3:-}
out=$here/.headroom/runs
mkdir -p "$out"
valid=0
if [ "$what" = load ]; then
  port=$((20000 + RANDOM % 20000))
  "$here/headroom" serve pos --fixes all --port $port >"$out/serve.txt" 2>&1 &
  trap 'kill %1; wait' EXIT
  until curl -sf -o "$out/health" "http://127.0.0.1:$port/api/v1/health"; do
    kill -0 %1 || { tail "$out/serve.txt" >&2; exit 2; }
    sleep 1
  done
else
  case ${mode:=--quick} in --normal) mode= ;; --quick | --full) ;; *) echo "unknown: $mode" >&2; exit 2 ;; esac
fi
for i in $(seq "$n"); do
  if [ "$what" = load ]; then
    "$here/headroom" load "$here/services/pos/src/main/resources/scenario.yml" --target "http://127.0.0.1:$port" \
      --rate 20 --duration "${mode:-20}s" --seed "$i" --out "$out/load-$i" >"$out/load-$i.txt" 2>&1
    code=$?
    grep -q '^Not to be believed' "$out/load-$i.txt" || valid=$((valid + 1))
    printf 'run %s, exit %s\n' "$i" "$code"
    grep -E '^all |^Not to be believed' "$out/load-$i.txt"
  else
    "$here/headroom" prove "$what" ${mode:+"$mode"} --seed "$i" --out "$out/$i" >"$out/$i.txt" 2>&1
    code=$?
    grep -qE '^[1-9][0-9]* of [0-9]+ rounds count' "$out/$i.txt" && valid=$((valid + 1))
    printf 'run %s, exit %s\n' "$i" "$code"
    grep -E '^  CPU per request|rounds count' "$out/$i.txt" | head -n 3
  fi
done
echo "$valid of $n runs may be believed"
