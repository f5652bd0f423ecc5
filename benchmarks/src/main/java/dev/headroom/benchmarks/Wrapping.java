package dev.headroom.benchmarks;

import com.p6spy.engine.spy.P6DataSource;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.ObserveFilter;
import dev.headroom.observe.ObserveOptions;
import dev.headroom.observe.ObservedDataSource;
import dev.headroom.observe.Observer;
import dev.headroom.observe.ProofAlways;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/**
 * Puts a way of observing around a data source and a servlet. Peers are set to what they do for the
 * same purpose at the least cost: count where they count, and log what is slow.
 *
 * @param source what the application gets
 * @param filters in front of its servlet, the first the outermost
 */
record Wrapping(DataSource source, List<Filter> filters) {

  static Wrapping of(Way way, DataSource source) {
    return switch (way) {
      case BARE, BARE_AGAIN, AGENT, OPEN_TELEMETRY, GLOWROOT -> new Wrapping(source, List.of());
      case IN_PROCESS, PROOF -> headroom(way, source);
      case P6SPY -> new Wrapping(p6spy(source), List.of());
      case DATASOURCE_PROXY -> new Wrapping(proxy(source), List.of());
    };
  }

  private static Wrapping headroom(Way way, DataSource source) {
    Observer observer = new Observer(ObserveOptions.defaults());
    Filter door =
        new ObserveFilter(
            observer, new Fixes(List.of()), http -> http.getHttpServletMapping().getPattern());
    return new Wrapping(
        new ObservedDataSource(source, observer),
        way == Way.PROOF ? List.of(door, new ProofAlways(observer)) : List.of(door));
  }

  private static DataSource p6spy(DataSource source) {
    System.setProperty("p6spy.config.modulelist", "com.p6spy.engine.logging.P6LogFactory");
    System.setProperty("p6spy.config.executionThreshold", "100");
    System.setProperty("p6spy.config.appender", "com.p6spy.engine.spy.appender.StdoutLogger");
    return new P6DataSource(source);
  }

  private static DataSource proxy(DataSource source) {
    return ProxyDataSourceBuilder.create("main", source)
        .countQuery()
        .logSlowQueryByJUL(100, TimeUnit.MILLISECONDS)
        .build();
  }
}
