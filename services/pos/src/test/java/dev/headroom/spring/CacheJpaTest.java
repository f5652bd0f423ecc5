package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cache.Namespace;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.devservices.DevRedis;
import jakarta.persistence.EntityManager;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The cache under Spring's transactions with Hibernate, PostgreSQL and Redis; here for their jars.
 */
class CacheJpaTest {

  private static final int OLD = 100;
  private static final int NEW = 200;

  private static DevPostgres postgres;
  private static DevRedis redis;
  private static CuttingRelay relay;
  private static CacheJpaApp app;
  private static JdbcClient elsewhere;

  @BeforeAll
  static void start() throws Exception {
    redis = DevRedis.start();
    postgres = DevPostgres.temporary();
    postgres.createDatabase("prices", null);
    elsewhere = JdbcClient.create(new DriverManagerDataSource(postgres.jdbcUrl("prices")));
    elsewhere.sql("create table price (id bigint primary key, cents int not null)").update();
    String direct = postgres.jdbcUrl("prices");
    int port = URI.create(direct.substring("jdbc:".length())).getPort();
    relay = new CuttingRelay(port);
    app =
        new CacheJpaApp(
            direct.replace(":" + port, ":" + relay.port()) + "&preferQueryMode=simple",
            redis.uri());
  }

  @AfterAll
  static void stop() throws Exception {
    app.close();
    relay.close();
    postgres.close();
    redis.close();
  }

  @BeforeEach
  void prices() {
    elsewhere.sql("delete from price").update();
    elsewhere.sql("insert into price values (1, :old), (2, :old)").param("old", OLD).update();
    app.strict.clear();
    app.available.clear();
  }

  @Test
  @DisplayName("a load through a persistence context that already holds entities is not stored")
  void openContext() {
    EntityManager open = app.factory.createEntityManager();
    TransactionSynchronizationManager.bindResource(app.factory, new EntityManagerHolder(open));
    try {
      assertThat(app.cached(app.available, 1)).as("an empty one reads what is").isEqualTo(OLD);
      assertThat(app.available.stats().unstorable()).isZero();
      change();
      app.available.invalidate("1");
      assertThat(app.cached(app.available, 1)).as("as the context knows it").isEqualTo(OLD);
      assertThat(app.available.stats().unstorable()).isEqualTo(1);
    } finally {
      TransactionSynchronizationManager.unbindResource(app.factory);
      open.close();
    }
    assertThat(app.cached(app.available, 1)).isEqualTo(NEW);
  }

  @Test
  @DisplayName("the same in a read-only transaction that has read before")
  void openTransaction() {
    TransactionTemplate reading = template(TransactionDefinition.ISOLATION_DEFAULT, true);
    reading.executeWithoutResult(
        status -> {
          app.read(1);
          change();
          assertThat(app.cached(app.strict, 1)).isEqualTo(OLD);
        });
    assertThat(app.cached(app.strict, 1)).isEqualTo(NEW);
  }

  @Test
  @DisplayName("a load under a snapshot (REPEATABLE READ) is not stored")
  void snapshot() {
    TransactionTemplate snapshot = template(TransactionDefinition.ISOLATION_REPEATABLE_READ, true);
    snapshot.executeWithoutResult(
        status -> {
          app.entities.createQuery("select count(p) from price p").getSingleResult();
          change();
          assertThat(app.cached(app.strict, 1)).isEqualTo(OLD);
        });
    assertThat(app.cached(app.strict, 1)).isEqualTo(NEW);
  }

  @Test
  @DisplayName("a load in a writing transaction is not stored: it may be rolled back")
  void writing() {
    app.transaction.executeWithoutResult(
        status -> {
          app.entities.createQuery("update price set cents = 300").executeUpdate();
          assertThat(app.cached(app.strict, 1)).isEqualTo(300);
          status.setRollbackOnly();
        });
    assertThat(app.cached(app.strict, 1)).isEqualTo(OLD);
  }

  private static TransactionTemplate template(int isolation, boolean readOnly) {
    TransactionTemplate template =
        new TransactionTemplate(app.context.getBean(PlatformTransactionManager.class));
    template.setIsolationLevel(isolation);
    template.setReadOnly(readOnly);
    return template;
  }

  /** Another process writes. */
  private static void change() {
    elsewhere.sql("update price set cents = :new where id = 1").param("new", NEW).update();
  }

  @Test
  @DisplayName("a connection lost in the commit: it may have been done, so what it changed is gone")
  void outcomeUnknown() {
    app.cached(app.strict, 2);
    app.cached(app.available, 2);
    relay.cutNextCommit();
    assertThatThrownBy(() -> app.transaction.executeWithoutResult(status -> app.change(2, NEW)))
        .isInstanceOf(RuntimeException.class);
    assertThat(truth(2)).as("it was done").isEqualTo(NEW);
    assertThat(app.cached(app.strict, 2)).isEqualTo(NEW);
    assertThat(app.cached(app.available, 2)).isEqualTo(NEW);
  }

  private static int truth(long id) {
    return elsewhere
        .sql("select cents from price where id = :id")
        .param("id", id)
        .query(Integer.class)
        .single();
  }

  @Test
  @DisplayName(
      "a process that dies between commit and invalidation: 1 s later nobody reads the old from"
          + " strict, and after its time to live nobody from available")
  void crash() throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CacheJpaApp.class.getName(),
                postgres.jdbcUrl("prices"),
                redis.uri(),
                "1")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      awaitReady(writer);
      assertThat(app.cached(app.strict, 1)).isEqualTo(OLD);
      assertThat(app.cached(app.available, 1)).isEqualTo(OLD);
      writer.getOutputStream().write('\n');
      writer.getOutputStream().flush();
      long committed = committed();
      long strictEnd = committed + TimeUnit.SECONDS.toNanos(CacheJpaApp.BOUND_SECONDS);
      long availableEnd = committed + TimeUnit.SECONDS.toNanos(CacheJpaApp.TTL_SECONDS);
      int old = 0;
      long fenced = strictEnd + TimeUnit.SECONDS.toNanos(CacheJpaApp.TRANSACTION_SECONDS);
      for (long asked = System.nanoTime(); asked - fenced < 0; asked = System.nanoTime()) {
        int strict = app.cached(app.strict, 1);
        int available = app.cached(app.available, 1);
        assertThat(strict == NEW || asked - strictEnd < 0).as("strict").isTrue();
        assertThat(available == NEW || asked - availableEnd < 0).as("available").isTrue();
        old += available == OLD ? 1 : 0;
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(writer.waitFor()).as("it died where it was meant to").isEqualTo(9);
      assertThat(old).as("nobody invalidated").isPositive();
      assertCached(app.strict);
      assertCached(app.available);
    } finally {
      writer.destroyForcibly();
    }
  }

  private static void awaitReady(Process writer) throws Exception {
    BufferedReader said = writer.inputReader(StandardCharsets.UTF_8);
    for (String line = said.readLine(); !"READY".equals(line); line = said.readLine()) {
      assertThat(line).as("the writer has ended").isNotNull();
    }
  }

  /** When the change was first seen by others. */
  private static long committed() {
    while (truth(1) != NEW) {
      LockSupport.parkNanos(1_000_000);
    }
    return System.nanoTime();
  }

  private static void assertCached(Namespace<Integer> namespace) {
    app.cached(namespace, 1);
    long loads = namespace.stats().loads();
    assertThat(app.cached(namespace, 1)).isEqualTo(NEW);
    assertThat(namespace.stats().loads()).isEqualTo(loads);
  }
}
