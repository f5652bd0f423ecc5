package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.web.ResponseCache;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

class WebHeadroomTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    Menus menus() {
      return new Menus();
    }

    /** Where Spring Security would stand. */
    @Bean
    FilterRegistrationBean<Filter> users() {
      Filter users =
          (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            Principal principal = () -> http.getHeader("Name");
            chain.doFilter(
                new HttpServletRequestWrapper(http) {
                  @Override
                  public Principal getUserPrincipal() {
                    return http.getHeader("Name") == null ? null : principal;
                  }
                },
                response);
          };
      FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(users);
      registration.setOrder(-100);
      return registration;
    }
  }

  @RestController
  static class Menus {
    private final AtomicInteger rendered = new AtomicInteger();

    @GetMapping("/menus/{id:[0-9]+}")
    Map<String, Object> menu(Principal user, @PathVariable long id) {
      return new TreeMap<>(
          Map.of(
              "id",
              id,
              "of",
              String.valueOf(user == null ? null : user.getName()),
              "run",
              rendered.incrementAndGet(),
              "items",
              List.of("Margherita, tomato".repeat(100))));
    }

    @GetMapping(path = "/photos/{id}", produces = "image/png")
    byte[] photo() throws Exception {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BufferedImage image = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 100; i++) {
        image.setRGB(i, i, i * 77_777);
      }
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    }

    @GetMapping("/menus/mine")
    String mine(Principal user) {
      return user.getName();
    }

    @PutMapping("/menus/{id:[0-9]+}/price")
    void change() {}
  }

  private static ConfigurableApplicationContext start(String... more) {
    String[] base = {
      "--server.port=0",
      "--server.address=127.0.0.1",
      "--spring.main.banner-mode=off",
      "--headroom.devservices.enabled=false",
      "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    };
    String[] all = java.util.Arrays.copyOf(base, base.length + more.length);
    System.arraycopy(more, 0, all, base.length, more.length);
    return new SpringApplicationBuilder(Application.class).run(all);
  }

  private static HttpResponse<byte[]> send(
      ConfigurableApplicationContext app, String method, String path, String... headers)
      throws Exception {
    String port = app.getEnvironment().getProperty("local.server.port");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    return HTTP.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(byte[] body) {
    return new String(body, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return String.join(", ", answer.headers().allValues(name));
  }

  private static final String[] ALL = {
    "--headroom.web.cache.routes.menu.path=/menus/{id}",
    "--headroom.web.cache.routes.menu.ttl=5m",
    "--headroom.web.cache.routes.menu.tags=menu/{id}",
    "--headroom.web.cache.routes.menu.writes=PUT /menus/{id}/price",
    "--headroom.web.compression.enabled=true",
    "--headroom.web.compression.codings=gzip",
    "--headroom.web.fields.paths=/menus"
  };

  @Test
  @DisplayName(
      "F2, F3: cached, compressed and reduced by configuration alone; each is a fix that is on")
  void byConfiguration() throws Exception {
    try (ConfigurableApplicationContext app = start(ALL)) {
      assertThat(app.getBean(Fixes.class).on())
          .containsExactlyInAnyOrder("response-cache", "compression", "field-selection");
      String[] ann = {"Name", "ann"};
      HttpResponse<byte[]> first = send(app, "GET", "/menus/7", ann);
      HttpResponse<byte[]> hit = send(app, "GET", "/menus/7", ann);
      assertThat(header(hit, "Cache-Status")).startsWith("Headroom; hit");
      assertThat(hit.body()).isEqualTo(first.body());
      assertThat(header(hit, "X-Response-Time")).isNotEmpty();
      assertThat(text(send(app, "GET", "/menus/7", "Name", "bob").body())).contains("\"bob\"");
      HttpResponse<byte[]> small = send(app, "GET", "/menus/7?fields=id,of", ann);
      assertThat(text(small.body())).contains("\"id\":7", "\"of\":\"ann\"").hasSize(19);
      assertThat(header(small, "Cache-Status")).startsWith("Headroom; hit");
      assertThat(send(app, "GET", "/menus/7?fields=idd", ann).statusCode()).isEqualTo(400);
      HttpResponse<byte[]> gzip =
          send(app, "GET", "/menus/7", "Name", "ann", "Accept-Encoding", "gzip");
      assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
      assertThat(gzip.body().length).isLessThan(hit.body().length / 5);

      assertThat(send(app, "PUT", "/menus/7/price", ann).statusCode()).isEqualTo(200);
      assertThat(header(send(app, "GET", "/menus/7", ann), "Cache-Status")).contains("miss");
      app.getBean(ResponseCache.class).invalidateTag("menu/7");
      assertThat(header(send(app, "GET", "/menus/7", ann), "Cache-Status")).contains("miss");
      Awaitility.await()
          .until(
              () ->
                  app.getBean(Observer.class).snapshot().endpoints().stream()
                      .map(EndpointObservation::endpoint)
                      .toList(),
              endpoints ->
                  endpoints.contains("GET /menus/{id:[0-9]+}")
                      && !endpoints.contains("GET (unmatched)"));
    }
  }

  @Test
  @DisplayName(
      "a batch's GETs pass all filters, as their caller, and count as requests of their own")
  void batch() throws Exception {
    String[] more = java.util.Arrays.copyOf(ALL, ALL.length + 1);
    more[ALL.length] = "--headroom.web.batch.paths=/menus/**";
    try (ConfigurableApplicationContext app = start(more)) {
      String port = app.getEnvironment().getProperty("local.server.port");
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/batch"))
              .header("Content-Type", "application/json")
              .header("Name", "ann")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"get\":[\"/menus/7?fields=id,of\",\"/menus/mine\",\"/menus/x\"]}"));
      send(app, "GET", "/menus/7", "Name", "ann");
      String body = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
      assertThat(body)
          .contains("\"body\":{\"id\":7,\"of\":\"ann\"}")
          .contains("Headroom; hit")
          .contains("\"body\":\"ann\"")
          .contains("\"status\":404");
      Awaitility.await()
          .until(
              () ->
                  app.getBean(Observer.class).snapshot().endpoints().stream()
                      .map(EndpointObservation::endpoint)
                      .toList(),
              endpoints -> endpoints.contains("GET /menus/mine"));
    }
  }

  @Test
  @DisplayName(
      "F3: images come in the size asked for by configuration alone; a wrong size is refused")
  void images() throws Exception {
    try (ConfigurableApplicationContext app =
        start("--headroom.web.images.paths=/photos", "--headroom.web.images.widths=32,64")) {
      assertThat(app.getBean(Fixes.class).on()).contains("images");
      HttpResponse<byte[]> small = send(app, "GET", "/photos/7?width=32");
      assertThat(ImageIO.read(new ByteArrayInputStream(small.body())).getWidth()).isEqualTo(32);
      HttpResponse<byte[]> wrong = send(app, "GET", "/photos/7?width=33");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(text(wrong.body())).contains("width is one of 32, 64");
    }
  }

  @Test
  @DisplayName("R6: a handler of another route under the same pattern is not kept")
  void otherHandler() throws Exception {
    try (ConfigurableApplicationContext app =
        start(
            "--headroom.web.cache.routes.menu.path=/menus/{id}",
            "--headroom.web.cache.routes.menu.ttl=5m",
            "--headroom.web.cache.routes.menu.public=true")) {
      assertThat(text(send(app, "GET", "/menus/mine", "Name", "ann").body())).isEqualTo("ann");
      assertThat(text(send(app, "GET", "/menus/mine", "Name", "bob").body())).isEqualTo("bob");
      assertThat(send(app, "GET", "/menus/1").body())
          .isEqualTo(send(app, "GET", "/menus/1").body());
    }
  }

  @Test
  @DisplayName(
      "without settings there is no filter and no fix; with switched-on=false all begin switched off")
  void off() throws Exception {
    try (ConfigurableApplicationContext app = start()) {
      assertThat(app.getBean(Fixes.class).known()).isEmpty();
      assertThat(app.getBeanNamesForType(ResponseCache.class)).isEmpty();
      assertThat(header(send(app, "GET", "/menus/7", "Name", "ann"), "Cache-Status")).isEmpty();
    }
    String[] all = java.util.Arrays.copyOf(ALL, ALL.length + 1);
    all[ALL.length] = "--headroom.web.switched-on=false";
    try (ConfigurableApplicationContext app = start(all)) {
      assertThat(app.getBean(Fixes.class).on()).isEmpty();
      assertThat(app.getBean(Fixes.class).known()).hasSize(3);
      assertThat(header(send(app, "GET", "/menus/7", "Name", "ann"), "Cache-Status")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "headroom.web.cache.routes.menu.path=/a/* | headroom.web.cache.routes.menu: a route needs"
            + " path and ttl",
        "headroom.web.cache.routes.menu.pth=/a | pth",
        "headroom.web.compresion.enabled=true | did you mean headroom.web.compression.enabled",
        "headroom.web.compression.gzip-level=12 | headroom.web.compression: gzip-level is from 1 to"
            + " 9",
        "headroom.web.fields.paths=api | headroom.web.fields: paths has prefixes",
        "headroom.web.batch.paths=api | headroom.web.batch: a path is written like"
      })
  @DisplayName("a wrong setting stops the start and says where it stands and what to write")
  void wrong(String setting, String says) {
    String enabled =
        setting.contains("level") ? "--headroom.web.compression.enabled=true" : "--x=y";
    assertThatThrownBy(() -> start("--" + setting, enabled).close())
        .satisfies(
            e -> {
              StringBuilder all = new StringBuilder();
              for (Throwable t = e; t != null; t = t.getCause()) {
                all.append(t.getMessage()).append('\n');
              }
              assertThat(all.toString()).contains(says.strip());
            });
  }
}
