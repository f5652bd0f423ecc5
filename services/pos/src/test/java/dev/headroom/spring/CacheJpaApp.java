package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.IOException;
import java.util.Objects;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Prices over Hibernate, cached in a STRICT namespace and in an AVAILABLE one. */
final class CacheJpaApp implements AutoCloseable {

  static final long BOUND_SECONDS = 1;
  static final long TTL_SECONDS = 3;
  static final long TRANSACTION_SECONDS = 2;

  final ConfigurableApplicationContext context;
  final EntityManagerFactory factory;
  final EntityManager entities;
  final TransactionTemplate transaction;
  final Namespace<Integer> strict;
  final Namespace<Integer> available;

  @Entity(name = "price")
  static class Price {
    @Id long id;
    int cents;
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Beans {}

  CacheJpaApp(String database, String redis) {
    context =
        new SpringApplicationBuilder(Beans.class)
            .run(
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--spring.flyway.enabled=false",
                "--spring.datasource.url=" + database,
                "--spring.datasource.hikari.maximum-pool-size=2",
                "--headroom.devservices.enabled=false",
                "--headroom.observe.profile=false",
                "--headroom.cache.redis-url=" + redis,
                "--headroom.cache.command-timeout=5s",
                "--headroom.cache.transaction-timeout=" + TRANSACTION_SECONDS + "s",
                "--headroom.cache.namespaces.strict.ttl=1m",
                "--headroom.cache.namespaces.strict.mode=strict",
                "--headroom.cache.namespaces.available.ttl=" + TTL_SECONDS + "s",
                "--headroom.cache.namespaces.available.early-refresh=0");
    factory = context.getBean(EntityManagerFactory.class);
    entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
    transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    HeadroomCache cache = context.getBean(HeadroomCache.class);
    strict = cache.namespace("strict", Integer.class);
    available = cache.namespace("available", Integer.class);
  }

  int read(long id) {
    return entities.find(Price.class, id).cents;
  }

  int cached(Namespace<Integer> namespace, long id) {
    return Objects.requireNonNull(namespace.get(Long.toString(id), () -> read(id)));
  }

  /** What a service does: changes the row and invalidates what shows it. */
  void change(long id, int cents) {
    entities.find(Price.class, id).cents = cents;
    strict.invalidate(Long.toString(id));
    available.invalidate(Long.toString(id));
  }

  @Override
  public void close() {
    context.close();
  }

  /** A process that dies between its commit and what follows it. */
  public static void main(String... arguments) throws IOException {
    CacheJpaApp app = new CacheJpaApp(arguments[0], arguments[1]);
    System.out.println("READY");
    if (System.in.read() < 0) {
      System.exit(1);
    }
    app.transaction.executeWithoutResult(
        status -> {
          app.change(Long.parseLong(arguments[2]), 200);
          TransactionSynchronizationManager.registerSynchronization(
              new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                  Runtime.getRuntime().halt(9);
                }
              });
        });
  }
}
