package dev.headroom.benchmarks;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.example.nothing.Nothing;
import org.example.nothing.NothingHttp.NothingRequest;
import org.example.nothing.NothingHttp.NothingResponse;
import org.example.nothing.NothingJdbc;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * S5, the small half: a request that executes 0 or 5 prepared statements of two binds and reads
 * their one row, on a driver and a container that do nothing. What a way costs a statement is a
 * fifth of what 5 statements add to its request, less the same of the bare one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StatementBenchmark {

  /** Which way to observe. */
  @Param({"BARE", "IN_PROCESS", "P6SPY", "DATASOURCE_PROXY"})
  @SuppressWarnings("NullAway.Init")
  public Way way;

  /** Statements a request. */
  @Param({"0", "5"})
  public int statements;

  @SuppressWarnings("NullAway.Init")
  private NothingRequest request;

  @SuppressWarnings("NullAway.Init")
  private NothingResponse response;

  @SuppressWarnings("NullAway.Init")
  private FiveStatements servlet;

  /** Puts the way around the driver. */
  @Setup
  public void prepare() throws ServletException {
    Wrapping wrapping = Wrapping.of(way, NothingJdbc.dataSource());
    request = NothingRequest.create();
    response = Nothing.of(NothingResponse.class);
    servlet = new FiveStatements(wrapping, statements);
  }

  /** One request. */
  @Benchmark
  public long request() throws ServletException, IOException {
    request.reset();
    servlet.serve(request, response);
    return servlet.sum;
  }
}
