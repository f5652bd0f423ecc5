package dev.headroom.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;

/**
 * The point of sale, a reference service: its schema, statements like its scenario's, by hand, and
 * its indexes made by hand. Run from the root of the sources.
 */
final class PosCase implements AdviseCase {

  private static final Path RESOURCES = Path.of("services/pos/src/main/resources/db");
  private static final int ORDERS = 430_000;

  private final Random random = new Random(7);
  private int orders;

  @Override
  public String name() {
    return "point of sale";
  }

  @Override
  public String source() {
    return "services/pos, indexes of db/fixes/indexes.sql";
  }

  @Override
  public void fill(String url, DataSource database, boolean quick) throws Exception {
    orders = quick ? 4_000 : ORDERS;
    AdviseProgram.execute(
        url,
        Files.readString(RESOURCES.resolve("migration/V1__schema.sql")),
        Files.readString(RESOURCES.resolve("migration/V2__order_request_digest.sql")),
        "set session_replication_role = replica",
        "insert into restaurant (name) select 'Restaurant ' || i from generate_series(1, 40) i",
        "insert into app_user (restaurant_id, email, password_hash, name, role) select 1 + i % 40,"
            + " 'user' || i || '@example.org', 'x', 'User ' || i, 'STAFF' from generate_series(1,"
            + " 120) i",
        "insert into category (restaurant_id, name, position) select 1 + i / 8, 'Category ' || i, i"
            + " % 8 from generate_series(0, 319) i",
        "insert into item (category_id, name, description, position) select 1 + i / 12, 'Item ' ||"
            + " i, 'Description', i % 12 from generate_series(0, 3839) i",
        "insert into variation (item_id, name, price_minor, position) select 1 + i / 2, 'V', 500, i"
            + " % 2 from generate_series(0, 7679) i",
        "insert into modifier_group (item_id, name, min_selected, max_selected) select 1 + i, 'G',"
            + " 0, 3 from generate_series(0, 3839) i",
        "insert into modifier (modifier_group_id, name, price_minor, position) select 1 + i / 3,"
            + " 'M', 50, i % 3 from generate_series(0, 11519) i",
        "insert into orders (restaurant_id, external_id, state, placed_at, business_date,"
            + " opened_by, currency, subtotal_minor, discount_minor, service_charge_minor,"
            + " tax_minor, tip_minor, total_minor) select 1 + floor(40 * power((i::bigint * 7919 % 10007) /"
            + " 10007.0, 1.5)), 'x' || i, 'CLOSED', timestamptz '2015-01-01' + i * interval '1"
            + " year' / "
            + orders
            + ", date '2015-01-01' + (i::bigint * 365 / "
            + orders
            + ")::int, 1 + i % 120, 'USD', 1000 + i % 5000, 0, 0, 100, 0, 1100 + i % 5000 from"
            + " generate_series(1, "
            + orders
            + ") i",
        "insert into order_line (order_id, line_no, variation_id, item_name, variation_name,"
            + " unit_price_minor, modifiers_minor, quantity, discount_minor, total_minor,"
            + " kitchen_state) select o, l, 1 + (o * 7 + l) % 7680, 'Item ' || (o + l) % 3840, 'V',"
            + " 500, 0, 1, 0, 500, 'SERVED' from generate_series(1, "
            + orders
            + ") o, generate_series(1, 2) l",
        "insert into payment (order_id, method, amount_minor, paid_at) select i, case i % 3 when 0"
            + " then 'CASH' else 'CARD' end, 1100, timestamptz '2015-01-01' from"
            + " generate_series(1, "
            + orders
            + ") i",
        "set session_replication_role = origin");
    for (String index : Files.readAllLines(RESOURCES.resolve("fixes/indexes.sql"))) {
      if (index.startsWith("create index")) {
        AdviseProgram.execute(url, index.replace(" concurrently", ""));
      }
    }
  }

  @Override
  public void work(DataSource database, boolean quick) throws Exception {
    try (Connection connection = database.getConnection()) {
      for (int i = 0; i < (quick ? 2 : 40); i++) {
        menu(connection);
        orders(connection);
        if (i % 4 == 0) {
          analytics(connection);
        }
        payment(connection);
      }
    }
  }

  private void menu(Connection connection) throws SQLException {
    long restaurant = 1L + random.nextInt(40);
    ask(connection, "select * from app_user where email = ?", "user" + restaurant + "@example.org");
    for (long category :
        ask(
            connection,
            "select * from category where restaurant_id = ? order by position",
            restaurant)) {
      for (long item :
          ask(connection, "select * from item where category_id = ? order by position", category)) {
        ask(connection, "select * from variation where item_id = ? order by position", item);
        for (long group : ask(connection, "select * from modifier_group where item_id = ?", item)) {
          ask(
              connection,
              "select * from modifier where modifier_group_id = ? order by position",
              group);
        }
      }
    }
  }

  private void orders(Connection connection) throws SQLException {
    long restaurant = 1L + random.nextInt(40);
    Date[] days = days(1 + random.nextInt(31));
    ask(
        connection,
        "select count(*) from orders o where o.restaurant_id = ? and o.business_date >= ? and"
            + " o.business_date <= ?",
        restaurant,
        days[0],
        days[1]);
    for (long order :
        ask(
            connection,
            "select o.id, o.external_id, o.state, o.placed_at, o.total_minor from orders o where"
                + " o.restaurant_id = ? and o.business_date >= ? and o.business_date <= ? order by"
                + " o.placed_at desc, o.id desc limit ?",
            restaurant,
            days[0],
            days[1],
            20)) {
      ask(connection, "select * from order_line where order_id = ? order by line_no", order);
      ask(connection, "select * from payment where order_id = ?", order);
      ask(
          connection,
          "select * from order_line_modifier where order_id = ? and line_no = ?",
          order,
          1);
    }
  }

  private void analytics(Connection connection) throws SQLException {
    String range = " where o.restaurant_id = ? and o.business_date between ? and ? ";
    Date[] days = days(30);
    long restaurant = 1L + random.nextInt(40);
    for (String sql :
        List.of(
            "select o.business_date, sum(o.total_minor), count(*) from orders o"
                + range
                + "and o.state <> 'VOID' group by o.business_date order by o.business_date",
            "select extract(hour from o.placed_at at time zone 'America/New_York') as h,"
                + " sum(o.total_minor) from orders o"
                + range
                + "group by 1 order by 1",
            "select l.item_name, sum(l.quantity), sum(l.total_minor) from orders o join order_line"
                + " l on l.order_id = o.id"
                + range
                + "group by l.item_name order by 3 desc limit 20",
            "select p.method, sum(p.amount_minor), count(*) from payment p join orders o on o.id ="
                + " p.order_id"
                + range
                + "group by p.method")) {
      ask(connection, sql, restaurant, days[0], days[1]);
    }
  }

  private void payment(Connection connection) throws SQLException {
    for (int i = 0; i < 5; i++) {
      long order = 1L + random.nextInt(orders);
      ask(
          connection,
          "insert into payment (order_id, method, amount_minor, paid_at) values (?, ?, ?, now())",
          order,
          "CASH",
          100L);
      ask(
          connection,
          "update orders set state = ?, version = version + 1 where id = ?",
          "CLOSED",
          order);
    }
  }

  private Date[] days(int length) {
    LocalDate first = LocalDate.of(2015, 1, 1).plusDays(random.nextInt(330));
    return new Date[] {Date.valueOf(first), Date.valueOf(first.plusDays(length))};
  }

  /** The first column of the rows, where it is a number. */
  private static List<Long> ask(Connection connection, String sql, Object... binds)
      throws SQLException {
    List<Long> first = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < binds.length; i++) {
        statement.setObject(i + 1, binds[i]);
      }
      if (statement.execute()) {
        try (var rows = statement.getResultSet()) {
          while (rows.next()) {
            if (rows.getObject(1) instanceof Number number) {
              first.add(number.longValue());
            }
          }
        }
      }
    }
    return first;
  }
}
