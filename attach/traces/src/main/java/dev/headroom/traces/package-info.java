/** OpenTelemetry traces in OTLP JSON, from files or received, summed up to observations. */
@NullMarked
package dev.headroom.traces;

import org.jspecify.annotations.NullMarked;
