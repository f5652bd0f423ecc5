package org.example.clinic;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.ibatis.session.SqlSessionFactory;

/** Starts everything. */
public final class Main {

  private Main() {}

  private static final Map<String, Function<SqlSessionFactory, Page>> PAGES =
      Map.ofEntries(
          Map.entry("/patients", PatientListPage::new),
          Map.entry("/patients/*", PatientPage::new),
          Map.entry("/wards/*", WardPage::new),
          Map.entry("/rounds/*", RoundPage::new),
          Map.entry("/receipts/*", ReceiptPage::new),
          Map.entry("/desk/*", DeskPage::new),
          Map.entry("/statistics", StatisticsPage::new),
          Map.entry("/drugs/*", DrugPage::new),
          Map.entry("/search", SearchPage::new),
          Map.entry("/visits", VisitPage::new),
          Map.entry("/prescriptions", PrescribePage::new),
          Map.entry("/timelines/*", TimelinePage::new),
          Map.entry("/archive/*", ArchivePage::new),
          Map.entry("/addresses", AddressPage::new),
          Map.entry("/lists", ListPage::new),
          Map.entry("/health", HealthPage::new));

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "clinic");
    folder.toFile().deleteOnExit();
    Database database = new Database(folder.resolve("clinic.db"));
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setPort(Integer.parseInt(env("PORT", "8080")));
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", new File(folder.toString()).getAbsolutePath());
    PAGES.forEach(
        (path, page) -> {
          Tomcat.addServlet(context, path, page.apply(database.sessions()));
          context.addServletMappingDecoded(path, path);
        });
    tomcat.start();
    System.out.println("Listening on port " + connector.getLocalPort());
    tomcat.getServer().await();
  }

  private static String env(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null ? otherwise : value;
  }
}
