#!/usr/bin/env bash
# S7: requests per CPU-second of the load engine beside wrk and hey, 16 connections without pause, against one nginx.
#   benchmarks/load.sh [SECONDS]      each tool three times for so long (10), in turns; prints a table in Markdown
# A tool's processor time is all that its process took, start-up and warm-up included. Tools that are not installed are
# left out (Debian: apt-get install wrk hey nginx-light); nginx and curl are needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-10}
PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || { echo "nginx is needed: apt-get install nginx-light" >&2; exit 2; }
work=$(mktemp -d)
chmod 755 "$work"
port=$((20000 + RANDOM % 20000))
head -c 200 /dev/zero | tr '\0' x >"$work/small"
cat >"$work/nginx.conf" <<CONF
daemon off; pid $work/pid; error_log $work/error.log; worker_processes 1;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000000; server { listen 127.0.0.1:$port; root $work; } }
CONF
nginx -c "$work/nginx.conf" &
trap 'kill %1; wait; rm -rf "$work"' EXIT
url=http://127.0.0.1:$port/small
until curl -sf -o "$work/curl" "$url"; do sleep 0.1; done
./headroom help >"$work/help" # builds what is not built

run() { # TOOL: prints requests and processor seconds
  local TIMEFORMAT='%U %S' requests
  case $1 in
    wrk) { time wrk -t1 -c16 -d"${seconds}s" "$url" >"$work/out" 2>&1; } 2>"$work/time"
      requests=$(sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' "$work/out") ;;
    hey) { time hey -c 16 -z "${seconds}s" "$url" >"$work/out" 2>&1; } 2>"$work/time"
      requests=$(sed -n 's/^ *\[200\][^0-9]*\([0-9]*\) responses.*/\1/p' "$work/out") ;;
    headroom) { time ./headroom load "$url" --users 16 --connections 16 --duration "${seconds}s" --warm-up 2s \
        --no-calibration --out "$work/load" >"$work/out" 2>&1; } 2>"$work/time" || true
      requests=$(grep -o '"count" *: *[0-9]*' "$work/load/report.json" | head -n 1 | tr -dc 0-9) ;; # all requests first
  esac
  awk -v requests="${requests:-0}" '{ printf "%d %.2f\n", requests, $1 + $2 }' "$work/time"
}

tools=(headroom)
for tool in wrk hey; do if command -v "$tool" >/dev/null; then tools+=("$tool"); fi; done
for round in 1 2 3; do
  for tool in "${tools[@]}"; do
    echo "$tool $(run "$tool")" | tee -a "$work/runs" >&2
  done
done
echo "| tool | requests | CPU s | requests per CPU-second |"
echo "|---|---:|---:|---:|"
for tool in "${tools[@]}"; do
  grep "^$tool " "$work/runs" | awk '{ print $2 / $3, $2, $3 }' | sort -n | sed -n 2p |
    awk -v tool="$tool" '{ printf "| %s | %d | %.2f | %d |\n", tool, $2, $3, $1 }'
done
