#!/usr/bin/env bash
# S8: what the load engine says of a server in its own process, beside what that server logged.
#   benchmarks/truth.sh [RUNS=3] [SECONDS=30]      prints a table in Markdown; about a minute a run
# For figures that mean something nothing else runs on the machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B -ntp -q -Dquick -pl prove -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "prove/target/test-classes:prove/target/classes:$(cat prove/target/test-classpath)" dev.headroom.prove.TruthFigures "$@"
