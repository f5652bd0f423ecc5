package dev.headroom.services.pos;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The SQL of analytics. Each reads completed orders of one restaurant between two dates. */
@Repository
class AnalyticsQueries {

  private final JdbcClient jdbc;

  AnalyticsQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<AnalyticsRevenue.Row> byDay(long restaurantId, LocalDate from, LocalDate to) {
    return rows(
        """
        select to_char(business_date, 'YYYY-MM-DD') as key, currency, count(*) as orders,
               sum(total_minor) as revenue
        from orders
        where restaurant_id = :restaurant and state = 'COMPLETED'
          and business_date between :from and :to
        group by business_date, currency
        order by business_date, currency
        """,
        restaurantId,
        from,
        to);
  }

  List<AnalyticsRevenue.Row> byHour(long restaurantId, LocalDate from, LocalDate to, String zone) {
    return jdbc.sql(
            """
            select to_char(placed_at at time zone :zone, 'HH24') as key, currency,
                   count(*) as orders, sum(total_minor) as revenue
            from orders
            where restaurant_id = :restaurant and state = 'COMPLETED'
              and business_date between :from and :to
            group by 1, currency
            order by 1, currency
            """)
        .param("restaurant", restaurantId)
        .param("from", from)
        .param("to", to)
        .param("zone", zone)
        .query((row, n) -> row(row, null, null))
        .list();
  }

  List<AnalyticsRevenue.Row> byItem(long restaurantId, LocalDate from, LocalDate to) {
    return jdbc.sql(
            """
            select l.item_name as key, o.currency, count(distinct o.id) as orders,
                   sum(l.quantity) as quantity, sum(l.total_minor) as revenue
            from order_line l
            join orders o on o.id = l.order_id
            where o.restaurant_id = :restaurant and o.state = 'COMPLETED'
              and o.business_date between :from and :to
            group by l.item_name, o.currency
            order by revenue desc, l.item_name, o.currency
            """)
        .param("restaurant", restaurantId)
        .param("from", from)
        .param("to", to)
        .query((row, n) -> row(row, row.getLong("quantity"), null))
        .list();
  }

  List<AnalyticsRevenue.Row> byPayment(long restaurantId, LocalDate from, LocalDate to) {
    return jdbc.sql(
            """
            select p.method as key, o.currency, count(distinct o.id) as orders,
                   count(*) as payments, sum(p.amount_minor) as revenue
            from payment p
            join orders o on o.id = p.order_id
            where o.restaurant_id = :restaurant and o.state = 'COMPLETED'
              and o.business_date between :from and :to
            group by p.method, o.currency
            order by revenue desc, p.method, o.currency
            """)
        .param("restaurant", restaurantId)
        .param("from", from)
        .param("to", to)
        .query((row, n) -> row(row, null, row.getLong("payments")))
        .list();
  }

  /** Orders by currency, each once however many lines or payments it has. */
  List<AnalyticsRevenue.Row> orders(long restaurantId, LocalDate from, LocalDate to) {
    return rows(
        """
        select '' as key, currency, count(*) as orders, sum(total_minor) as revenue
        from orders
        where restaurant_id = :restaurant and state = 'COMPLETED'
          and business_date between :from and :to
        group by currency
        """,
        restaurantId,
        from,
        to);
  }

  private List<AnalyticsRevenue.Row> rows(
      String sql, long restaurantId, LocalDate from, LocalDate to) {
    return jdbc.sql(sql)
        .param("restaurant", restaurantId)
        .param("from", from)
        .param("to", to)
        .query((row, n) -> row(row, null, null))
        .list();
  }

  private static AnalyticsRevenue.Row row(
      ResultSet row, @Nullable Long quantity, @Nullable Long payments) throws SQLException {
    return new AnalyticsRevenue.Row(
        row.getString("key"),
        row.getString("currency"),
        row.getLong("orders"),
        quantity,
        payments,
        // sum() of bigint is numeric in PostgreSQL; what does not fit is refused, not cut.
        row.getBigDecimal("revenue").longValueExact());
  }
}
