/** What observing costs, beside its peers: {@code benchmarks/run.sh} runs each program. */
@NullMarked
package dev.headroom.benchmarks;

import org.jspecify.annotations.NullMarked;
