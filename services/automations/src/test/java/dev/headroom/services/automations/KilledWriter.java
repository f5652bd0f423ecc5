package dev.headroom.services.automations;

import dev.headroom.sqlite.SqliteDataSource;
import dev.headroom.sqlite.SqliteOptions;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Books uses of tokens with the service's own code until it is killed; says each request that was
 * committed. Arguments: the file, whether SQLite is tuned, the first number of its requests.
 */
final class KilledWriter {

  private KilledWriter() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    DataSource database =
        Boolean.parseBoolean(arguments[1])
            ? SqliteDataSource.open(SqliteOptions.of(file))
            : new SingleConnectionDataSource("jdbc:sqlite:" + file, true);
    JdbcClient jdbc = JdbcClient.create(database);
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(database));
    Quota quota =
        new Quota(
            jdbc,
            event -> {},
            Clock.systemUTC(),
            new AutomationsProperties(
                AutomationsProperties.Data.NONE,
                new dev.headroom.services.common.TokenSettings("", java.time.Duration.ofHours(1)),
                false,
                "",
                1_000));
    for (int n = Integer.parseInt(arguments[2]); ; n++) {
      String request = "killed-" + n;
      transaction.executeWithoutResult(status -> quota.reserve(request, 1, 10));
      transaction.executeWithoutResult(
          status -> quota.settle(request, new Quota.Used(1, 1, Model.CHAT, 4, 5)));
      System.out.println(request);
    }
  }
}
