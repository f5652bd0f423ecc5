package dev.headroom.services.pos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;

/** Seeded orders, kept in memory too, so that sums can be computed without the database. */
final class AnalyticsSample {

  static final LocalDate FIRST = LocalDate.of(2015, 3, 1);
  static final int DAYS = 60;

  private static final String[] STATES = {"COMPLETED", "COMPLETED", "OPEN", "CANCELED", "DRAFT"};
  private static final String[] METHODS = {"CASH", "CARD", "VOUCHER"};

  final List<Place> places = new ArrayList<>();
  final List<Order> orders = new ArrayList<>();

  record Place(long id, ZoneId zone, String currency) {}

  record Line(String item, int quantity, long total) {}

  record Payment(String method, long amount) {}

  record Order(
      Place place,
      String state,
      ZonedDateTime placedAt,
      LocalDate businessDate,
      String currency,
      long total,
      List<Line> lines,
      List<Payment> payments) {}

  static AnalyticsSample insert(DataSource database, long seed, int ordersPerPlace)
      throws SQLException {
    AnalyticsSample sample = new AnalyticsSample();
    Random random = new Random(seed);
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      sample.place(connection, "America/New_York", "USD");
      sample.place(connection, "Asia/Kolkata", "INR");
      sample.place(connection, "Pacific/Auckland", "NZD");
      for (Place place : sample.places) {
        for (int i = 0; i < ordersPerPlace; i++) {
          sample.order(connection, random, place, i);
        }
      }
      connection.commit();
    }
    return sample;
  }

  private void place(Connection connection, String zone, String currency) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (var id =
          statement.executeQuery(
              "insert into restaurant (name) values ('Sample " + zone + "') returning id")) {
        id.next();
        places.add(new Place(id.getLong(1), ZoneId.of(zone), currency));
      }
      statement.execute(
          "insert into restaurant_settings values (%d, '%s', '%s', 4, 0.05, 0.1, 0)"
              .formatted(places.getLast().id(), zone, currency));
    }
  }

  private void order(Connection connection, Random random, Place place, int number)
      throws SQLException {
    List<Line> lines = new ArrayList<>();
    for (int i = 0, n = 1 + random.nextInt(4); i < n; i++) {
      lines.add(
          new Line(
              "Item " + random.nextInt(30), 1 + random.nextInt(3), 100 + random.nextInt(5_000)));
    }
    long total = 13 + lines.stream().mapToLong(Line::total).sum();
    List<Payment> payments = new ArrayList<>();
    payments.add(new Payment(METHODS[random.nextInt(3)], total / 3));
    if (random.nextBoolean()) {
      payments.add(new Payment(METHODS[random.nextInt(3)], total - total / 3));
    }
    ZonedDateTime placed =
        FIRST
            .plusDays(random.nextInt(DAYS))
            .atTime(random.nextInt(24), random.nextInt(60))
            .atZone(place.zone());
    // A shift that closes at 4 in the morning belongs to the day on which it began.
    LocalDate date = placed.minusHours(4).toLocalDate();
    // Some orders from before the restaurant changed its currency.
    String currency = random.nextInt(10) == 0 ? "EUR" : place.currency();
    Order order =
        new Order(
            place,
            STATES[random.nextInt(STATES.length)],
            placed,
            date,
            currency,
            total,
            lines,
            payments);
    insert(connection, order, number);
    orders.add(order);
  }

  private static void insert(Connection connection, Order order, int number) throws SQLException {
    long id;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orders (restaurant_id, external_id, state, placed_at, business_date,
              currency, subtotal_minor, discount_minor, service_charge_minor, tax_minor, tip_minor,
              total_minor) values (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 13, ?) returning id
            """)) {
      insert.setLong(1, order.place().id());
      insert.setString(2, "sample-" + number);
      insert.setString(3, order.state());
      insert.setTimestamp(4, Timestamp.from(order.placedAt().toInstant()));
      insert.setObject(5, order.businessDate());
      insert.setString(6, order.currency());
      insert.setLong(7, order.total() - 13);
      insert.setLong(8, order.total());
      try (var row = insert.executeQuery()) {
        row.next();
        id = row.getLong(1);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into order_line values (?, ?, null, ?, 'one', ?, 0, ?, 0, ?, 'SERVED')")) {
      int number0 = 0;
      for (Line line : order.lines()) {
        insert.setLong(1, id);
        insert.setInt(2, ++number0);
        insert.setString(3, line.item());
        insert.setLong(4, line.total());
        insert.setInt(5, line.quantity());
        insert.setLong(6, line.total());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into payment (order_id, method, amount_minor, paid_at)"
                + " values (?, ?, ?, now())")) {
      for (Payment payment : order.payments()) {
        insert.setLong(1, id);
        insert.setString(2, payment.method());
        insert.setLong(3, payment.amount());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
