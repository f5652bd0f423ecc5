#!/usr/bin/env bash
# Runs one benchmark and prints its table in Markdown.
#   benchmarks/run.sh NAME [--quick]
#     fingerprint   S6, JMH                                   1 min 45 s
#     statement     S5, JMH: a statement and a request of 5   5 min
#     allocation    S5: what is allocated, by class           1 min
#     service       S5: a whole service beside its peers      6 min
#     startup       start to first answer with agents         2 min
#     advise        S9: index advice on public schemas        10 min
#     cache-hit     S1, S2, JMH: a hit in the process         5 min
#     cache-remote  S3: a hit in Redis beside a bare GET      1 min
#     cache-batch   round trips of a page of 50 look-ups      10 s
#     cache-stampede  S4: 1,000 callers on 3 processes        2 min
#     cache-revoke  R4: how long a revocation takes           2 min
#     cache-outage  R1: look-ups while Redis is in trouble    3 min
#     response-cache  S14: a hit, a 304, an unused filter     5 min
#     rollup        what an answer reads with a rollup        15 min
#     sqlite        one writer and many readers beside pools  3 min
#     growth        the wellbeing service with 100 x events   10 min
#     memory [SERVICE...] [OPTION...]  S11: a service with 100 users; options of its JVM
#                   instead of those of services/jvm.options         15 min
#   --quick takes seconds, shows that it runs, and measures nothing.
# Agents' jars: HEADROOM_AGENT, OPENTELEMETRY_AGENT and GLOWROOT_AGENT name others than those found. For figures that
# mean something nothing else runs on the machine.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$here"
if [ "${1:-help}" = help ] || [ "$1" = --help ]; then
  sed -n 's/^# \{0,1\}//p' benchmarks/run.sh | sed 1d
  exit 0
fi
# The figures of the pages are of JDK 25, whose options are used below.
if [ -z "${JAVA_HOME:-}" ]; then
  for java in "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
    [ -x "$java" ] || continue
    version=$("$java" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')
    if [ "${version:-0}" -ge 25 ]; then
      JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$java")")")
      break
    fi
  done
  if [ -z "${JAVA_HOME:-}" ]; then
    echo "benchmarks need a JDK 25: install one, or set JAVA_HOME to it" >&2
    exit 2
  fi
  export JAVA_HOME
fi
opentelemetry_version=2.21.0
agents=benchmarks/target/agents
maven=${MVN:-mvn -B -ntp -q}
modules=benchmarks
[ -f attach/agent/pom.xml ] && modules=$modules,attach/agent
[ "$1" = growth ] && modules=$modules,services/wellbeing
[ "$1" = memory ] && modules=$modules,services/pos,services/wellbeing,services/automations
echo "building ..." >&2
$maven -Dquick -Dmaven.test.skip=true -pl "$modules" -am package >&2
mkdir -p "$agents"
if [ -z "${OPENTELEMETRY_AGENT:-}" ]; then
  OPENTELEMETRY_AGENT=$agents/opentelemetry-javaagent-$opentelemetry_version.jar
  [ -f "$OPENTELEMETRY_AGENT" ] || $maven -N dependency:copy -DoutputDirectory="$here/$agents" \
    -Dartifact=io.opentelemetry.javaagent:opentelemetry-javaagent:$opentelemetry_version >&2 || true
fi
: "${HEADROOM_AGENT:=$(ls attach/agent/target/headroom-agent-*.jar 2>/dev/null | grep -vE 'sources|javadoc|tests|original' | head -n 1)}"
if [ "$1" = response-cache ] && ! PATH=$PATH:/usr/sbin command -v nginx >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >&2 || true
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Djmh.ignoreLock=true --sun-misc-unsafe-memory-access=allow \
  --enable-native-access=ALL-UNNAMED \
  -Dbench.agent.headroom="${HEADROOM_AGENT:+$(realpath "$HEADROOM_AGENT")}" \
  -Dbench.agent.opentelemetry="$(realpath -q "$OPENTELEMETRY_AGENT" || true)" \
  -Dbench.agent.glowroot="${GLOWROOT_AGENT:+$(realpath "$GLOWROOT_AGENT")}" \
  -cp "$here/benchmarks/target/classes:$here/benchmarks/target/lib/*" dev.headroom.benchmarks.Main "$@"
