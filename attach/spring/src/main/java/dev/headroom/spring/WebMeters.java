package dev.headroom.spring;

import dev.headroom.web.Batches;
import dev.headroom.web.CompressionFilter;
import dev.headroom.web.Hashing;
import dev.headroom.web.Images;
import dev.headroom.web.Limits;
import dev.headroom.web.Outgoing;
import dev.headroom.web.OutgoingStats;
import dev.headroom.web.RefreshTokens;
import dev.headroom.web.ResponseCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/**
 * Meters of the fixes at the door, of those that are configured. Tokens and the routes of the
 * response cache are namespaces of the cache, whose meters tell their look-ups.
 */
final class WebMeters implements MeterBinder {

  private final ObjectProvider<ResponseCache> answers;
  private final ObjectProvider<FilterRegistrationBean<CompressionFilter>> compression;
  private final ObjectProvider<Limits> limits;
  private final ObjectProvider<Batches> batches;
  private final ObjectProvider<Hashing> hashing;
  private final ObjectProvider<Outgoing> outgoing;
  private final ObjectProvider<Images> images;
  private final ObjectProvider<RefreshTokens> refresh;

  WebMeters(
      ObjectProvider<ResponseCache> answers,
      ObjectProvider<FilterRegistrationBean<CompressionFilter>> compression,
      ObjectProvider<Limits> limits,
      ObjectProvider<Batches> batches,
      ObjectProvider<Hashing> hashing,
      ObjectProvider<Outgoing> outgoing,
      ObjectProvider<Images> images,
      ObjectProvider<RefreshTokens> refresh) {
    this.answers = answers;
    this.compression = compression;
    this.limits = limits;
    this.batches = batches;
    this.hashing = hashing;
    this.outgoing = outgoing;
    this.images = images;
    this.refresh = refresh;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    answers.ifAvailable(known -> answers(registry, known));
    compression.ifAvailable(
        known -> compression(registry, Objects.requireNonNull(known.getFilter())));
    limits.ifAvailable(known -> limits(registry, known));
    batches.ifAvailable(known -> batches(registry, known));
    hashing.ifAvailable(known -> hashing(registry, known));
    images.ifAvailable(known -> images(registry, known));
    refresh.ifAvailable(known -> refresh(registry, known));
    outgoing.ifAvailable(
        known -> known.stats().keySet().forEach(name -> dependency(registry, known, name)));
  }

  private static void answers(MeterRegistry registry, ResponseCache cache) {
    String what = "responses";
    String text = "requests of configured routes by what answered them";
    count(registry, what, text, cache, c -> c.stats().hits(), "result", "hit");
    count(registry, what, text, cache, c -> c.stats().misses(), "result", "miss");
    count(registry, what, text, cache, c -> c.stats().unstorable(), "result", "unstorable");
    count(registry, what, text, cache, c -> c.stats().bypassed(), "result", "bypass");
    count(registry, "responses.stale", "hits past their time", cache, c -> c.stats().stale());
    count(
        registry,
        "responses.not.modified",
        "hits that the client had",
        cache,
        c -> c.stats().notModified());
    count(
        registry, "responses.invalidations", "writes seen", cache, c -> c.stats().invalidations());
    count(
        registry, "responses.faults", "faults of the cache itself", cache, c -> c.stats().faults());
  }

  private static void compression(MeterRegistry registry, CompressionFilter filter) {
    String bytes = "bytes of compressed answers, before and after";
    count(registry, "compressed", "answers compressed", filter, f -> f.stats().answers());
    count(registry, "compressed.bytes", bytes, filter, f -> f.stats().rawBytes(), "form", "raw");
    count(registry, "compressed.bytes", bytes, filter, f -> f.stats().sentBytes(), "form", "sent");
  }

  private static void limits(MeterRegistry registry, Limits limits) {
    count(registry, "limits.refused", "requests beyond a limit", limits, Limits::refused);
    count(
        registry,
        "limits.alone",
        "requests counted by this instance alone, for want of Redis",
        limits,
        Limits::countedAlone);
  }

  private static void batches(MeterRegistry registry, Batches batches) {
    String text = "batches by whether they ran";
    count(registry, "batches", text, batches, Batches::batches, "result", "answered");
    count(registry, "batches", text, batches, Batches::refused, "result", "refused");
    count(registry, "batches.parts", "GETs run for batches", batches, Batches::parts);
    count(registry, "batches.late", "GETs of batches not in time", batches, Batches::late);
  }

  private static void hashing(MeterRegistry registry, Hashing hashing) {
    count(registry, "hashing", "passwords hashed or compared", hashing, Hashing::hashed);
    count(registry, "hashing.refused", "sign-ins sent away", hashing, Hashing::refused);
    Gauge.builder("headroom.web.hashing.inside", hashing, h -> (double) h.inside())
        .description("sign-ins that hash or wait now")
        .register(registry);
  }

  private static void images(MeterRegistry registry, Images images) {
    String text = "images made, sent as they were for want of a turn, and refused";
    count(registry, "images", text, images, Images::converted, "result", "converted");
    count(registry, "images", text, images, Images::busy, "result", "busy");
    count(registry, "images", text, images, Images::refused, "result", "refused");
  }

  private static void refresh(MeterRegistry registry, RefreshTokens tokens) {
    String text = "tokens refreshed, and sign-ins ended because a token came twice";
    count(registry, "refresh", text, tokens, RefreshTokens::refreshed, "result", "refreshed");
    count(registry, "refresh", text, tokens, RefreshTokens::reused, "result", "reused");
  }

  private static void dependency(MeterRegistry registry, Outgoing outgoing, String name) {
    String text = "calls to other services by how they ended; late ones are failed too";
    for (Call call : CALLS) {
      FunctionCounter.builder(
              "headroom.web.outgoing." + call.meter, outgoing, o -> call.of(o, name))
          .tags(Tags.of("dependency", name).and(call.tags))
          .description(text)
          .register(registry);
    }
    for (String state : List.of("closed", "open", "half_open")) {
      Gauge.builder(
              "headroom.web.outgoing.breaker",
              outgoing,
              o -> stats(o, name).state().equals(state) ? 1 : 0)
          .tag("dependency", name)
          .tag("state", state)
          .description("1 for the state that the breaker is in")
          .register(registry);
    }
    Gauge.builder("headroom.web.outgoing.under.way", outgoing, o -> stats(o, name).underWay())
        .tag("dependency", name)
        .description("calls that have a thread now")
        .register(registry);
  }

  private static OutgoingStats stats(Outgoing outgoing, String name) {
    return Objects.requireNonNull(outgoing.stats().get(name));
  }

  /** A counter of a dependency. */
  private record Call(String meter, Tags tags, ToLongFunction<OutgoingStats> count) {

    static Call of(String result, ToLongFunction<OutgoingStats> count) {
      return new Call("calls", Tags.of("result", result), count);
    }

    double of(Outgoing outgoing, String name) {
      return (double) count.applyAsLong(stats(outgoing, name));
    }
  }

  private static final List<Call> CALLS =
      List.of(
          Call.of("answered", s -> s.tries() - s.failures()),
          Call.of("failed", OutgoingStats::failures),
          Call.of("open", OutgoingStats::refused),
          Call.of("busy", OutgoingStats::busy),
          new Call("late", Tags.empty(), OutgoingStats::late),
          new Call("retries", Tags.empty(), OutgoingStats::retries),
          new Call("unretried", Tags.empty(), OutgoingStats::unretried));

  private static <T> void count(
      MeterRegistry registry,
      String what,
      String description,
      T of,
      ToDoubleFunction<T> figure,
      String... tags) {
    FunctionCounter.builder("headroom.web." + what, of, figure)
        .tags(tags)
        .description(description)
        .register(registry);
  }
}
