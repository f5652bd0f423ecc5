#!/usr/bin/env bash
# S8: what the load engine says of a server in its own process, beside what that server logged.
#   benchmarks/truth.sh [RUNS=3] [SECONDS=30]      prints a table in Markdown; about a minute a run
# JAVA_HOME is a JDK of 21 or newer. For figures that mean something nothing else runs on the machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[ "$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')" -ge 21 ] ||
  { echo "JDK 21 or newer is needed: set JAVA_HOME to one" >&2; exit 2; }
mvn -B -ntp -q -Dquick -pl prove -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath >&2
exec "$java" --enable-native-access=ALL-UNNAMED \
  -cp "prove/target/test-classes:prove/target/classes:$(cat prove/target/test-classpath)" dev.headroom.prove.TruthFigures "$@"
