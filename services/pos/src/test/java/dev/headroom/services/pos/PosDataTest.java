package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.crypto.password.PasswordEncoder;

class PosDataTest extends PosService {

  @Autowired PasswordEncoder passwords;
  @Autowired PosProperties properties;

  @Test
  @DisplayName("P: the real year's revenue is exactly 817,860.05 in 21,350 orders and 49,574 lines")
  void revenue() {
    assertThat(number("select sum(total_minor) from orders where restaurant_id = 1"))
        .isEqualTo(81_786_005);
    assertThat(
            number(
                "select sum(l.total_minor) from order_line l join orders o on o.id = l.order_id"
                    + " where o.restaurant_id = 1"))
        .isEqualTo(81_786_005);
    assertThat(
            number(
                "select sum(amount_minor) from payment p join orders o on o.id = p.order_id where"
                    + " o.restaurant_id = 1"))
        .isEqualTo(81_786_005);
    assertThat(number("select count(*) from orders where restaurant_id = 1")).isEqualTo(21_350);
    assertThat(
            number(
                "select count(*) from order_line l join orders o on o.id = l.order_id where"
                    + " o.restaurant_id = 1"))
        .isEqualTo(49_574);
  }

  @Test
  @DisplayName("Every generated order's sums add up, line by line")
  void addsUp() {
    assertThat(
            number(
                "select count(*) from orders where restaurant_id <= 3 and total_minor <>"
                    + " subtotal_minor - discount_minor + service_charge_minor + tax_minor"
                    + " + tip_minor"))
        .isZero();
    assertThat(
            number(
                "select count(*) from (select o.id from orders o join order_line l on l.order_id ="
                    + " o.id group by o.id having sum(l.total_minor) <> o.subtotal_minor -"
                    + " o.discount_minor or sum(l.discount_minor) <> o.discount_minor) x"))
        .isZero();
    assertThat(
            number(
                "select count(*) from order_line l where modifiers_minor <> (select"
                    + " coalesce(sum(price_minor), 0) from order_line_modifier m where m.order_id ="
                    + " l.order_id and m.line_no = l.line_no)"))
        .isZero();
  }

  @Test
  @DisplayName("Loading without foreign keys left no reference without its row")
  void references() {
    assertThat(
            number(
                "select (select count(*) from order_line l left join variation v on v.id ="
                    + " l.variation_id where v.id is null) + (select count(*) from payment p left"
                    + " join orders o on o.id = p.order_id where o.id is null) + (select count(*)"
                    + " from orders o left join app_user u on u.id = o.opened_by where u.id is"
                    + " null)"))
        .isZero();
  }

  @Test
  @DisplayName("Loading again into another database gives the same rows")
  void deterministic() {
    String url = TestPostgres.database("again");
    Flyway.configure().dataSource(url, null, null).load().migrate();
    JdbcConnectionDetails details =
        new JdbcConnectionDetails() {
          @Override
          public @org.jspecify.annotations.Nullable String getUsername() {
            return null;
          }

          @Override
          public @org.jspecify.annotations.Nullable String getPassword() {
            return null;
          }

          @Override
          public String getJdbcUrl() {
            return url;
          }
        };

    new PosData(details, passwords, properties).afterSingletonsInstantiated();

    JdbcClient again = JdbcClient.create(new DriverManagerDataSource(url));
    String digest =
        "select md5(string_agg(l::text || o.placed_at || o.state || o.total_minor, ',' order by"
            + " l.order_id, l.line_no)) from order_line l join orders o on o.id = l.order_id where"
            + " o.external_id like 'r%' or o.external_id like '2015-%'";
    // Names and prices of generated menus are in the lines.
    assertThat(again.sql(digest).query(String.class).single())
        .isEqualTo(jdbc.sql(digest).query(String.class).single());
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
