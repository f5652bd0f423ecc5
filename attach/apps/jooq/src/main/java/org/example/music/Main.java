package org.example.music;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.Servlet;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Starts everything. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:mem:music;DB_CLOSE_DELAY=-1", "sa", "");
    pool.setMaxConnections(8);
    DSLContext db = DSL.using(pool, SQLDialect.H2);
    new Seed(db).fill();
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(Main.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("music");
    servlets(db)
        .forEach(
            (path, servlet) ->
                deployment.addServlet(
                    new ServletInfo(
                            path, servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                        .addMapping(path)));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
    manager.deploy();
    Undertow server =
        Undertow.builder()
            .addHttpListener(Integer.parseInt(env("PORT", "8080")), "127.0.0.1")
            .setIoThreads(2)
            .setWorkerThreads(8)
            .setHandler(manager.start())
            .build();
    server.start();
    int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    System.out.println("Listening on port " + port);
  }

  private static Map<String, Servlet> servlets(DSLContext db) {
    Map<String, Servlet> servlets = new TreeMap<>();
    servlets.put("/artists", new Read(new Artists(db)::page));
    servlets.put("/artists/*", new Read(new Artists(db)::whole));
    servlets.put("/albums/*", new Read(new Albums(db)::album));
    servlets.put("/charts/*", new Read(new Charts(db)::chart));
    servlets.put("/playlists/*", new Read(new Playlists(db)::playlist));
    servlets.put("/suggestions/*", new Read(new Suggestions(db)::suggestions));
    servlets.put("/tracks", new Read(new Tracks(db)::all));
    servlets.put("/tracks/*", new Read(new Tracks(db)::one));
    servlets.put("/ratings/*", new Write(new Tracks(db)::rate));
    servlets.put("/genres", new Read(new Tracks(db)::genres));
    servlets.put("/search", new Read(new Albums(db)::search));
    servlets.put("/listens", new Write(new Listens(db)::listen));
    servlets.put("/imports", new Write(new Listens(db)::batch));
    servlets.put("/top", new Read(new Charts(db)::top));
    servlets.put("/weeks/*", new Read(new Listens(db)::week));
    servlets.put("/durations/*", new Read(new Albums(db)::duration));
    servlets.put("/health", new Read(new Listens(db)::health));
    return servlets;
  }

  private static String env(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null ? otherwise : value;
  }
}
