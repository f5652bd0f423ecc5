package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation.Fetch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A patch")
class PatchTest {

  private static final String ORDERS =
      "select id, total from orders where restaurant_id = ? order by placed_at desc limit ?";

  @Test
  @DisplayName("joins the repeated read to the one that drives it")
  void joins() {
    assertThat(
            JoinedRead.sql(
                ORDERS, "select l.sku, l.quantity from order_line l where l.order_id = ?"))
        .isEqualTo(
            """
            select l.order_id, l.sku, l.quantity
            from order_line l
            join (select id, total from orders where restaurant_id = ? order by placed_at desc limit ?) driver on driver.id = l.order_id;
            """);
  }

  @Test
  @DisplayName("keeps further conditions, joins and the order of the repeated read")
  void keepsTheRest() {
    assertThat(
            JoinedRead.sql(
                "select item_id from cart_line where cart_id = ?",
                "select i.name, p.amount from item i join price p on p.item_id = i.id where i.id ="
                    + " ? and p.currency = ? order by i.name"))
        .isEqualTo(
            """
            select i.id, i.name, p.amount
            from item i JOIN price p ON p.item_id = i.id
            join (select item_id from cart_line where cart_id = ?) driver on driver.item_id = i.id
            where p.currency = ?
            order by i.name;
            """);
  }

  @Test
  @DisplayName("takes the key that names a row of the driver, not the tenant that stands beside it")
  void keyOfTheDriver() {
    String lines = "select sku from order_line where tenant_id = ? and order_id = ?";
    assertThat(JoinedRead.sql("select id from orders where tenant_id = ? and day = ?", lines))
        .contains("driver.id = order_id", "where tenant_id = ?");
    assertThat(JoinedRead.sql("", lines)).as("which of the two is the key?").isEmpty();
  }

  @Test
  @DisplayName("groups a repeated sum by its key")
  void groups() {
    assertThat(
            JoinedRead.sql(
                "select id from post where author_id = ?",
                "select count(*) from comment where post_id = ?"))
        .isEqualTo(
            """
            -- all keys at once, as an array; where there are none: in (?, ?, ...)
            select post_id, count(*)
            from comment
            where post_id = any(?)
            group by post_id;
            """);
  }

  @Test
  @DisplayName("takes the newest of each by a lateral join")
  void lateral() {
    assertThat(
            JoinedRead.sql(
                "select id from post where author_id = ?",
                "select text from comment where post_id = ? order by created_at desc limit ?"))
        .isEqualTo(
            """
            select driver.*, r.*
            from (select id from post where author_id = ?) driver
            cross join lateral (SELECT text FROM comment where post_id = driver.id ORDER BY created_at DESC LIMIT ?) r;
            """);
  }

  @Test
  @DisplayName("fetches the batch where what drives it is not known")
  void batch() {
    assertThat(JoinedRead.sql("", "select name from customer where id = ? and tenant = ?"))
        .contains("where tenant = ? and id = any(?)");
  }

  @ParameterizedTest
  @DisplayName("is empty where a statement cannot be rewritten with confidence")
  @ValueSource(
      strings = {
        "",
        "select ((((",
        "(other)",
        "select sku from order_line where order_id > ?",
        "select distinct sku from order_line where order_id = ?",
        "select day, sum(n) from sale where shop = ? group by day",
        "select a from t where x = ? union select b from u where y = ?",
        "update t set a = ? where id = ?",
        "call refresh(?)",
        "💥"
      })
  void empty(String repeated) {
    assertThat(JoinedRead.sql(ORDERS, repeated)).isEmpty();
  }

  @Test
  @DisplayName("of a mapper's read names batch size and entity graph")
  void mapper() {
    assertThat(
            PatchText.nPlusOne(
                "",
                "select p1_0.owner_id,p1_0.id,t1_0.id from pets p1_0 left join types t1_0 on"
                    + " t1_0.id=p1_0.type_id where p1_0.owner_id=?",
                Set.of("pets", "types")))
        .contains(
            "default_batch_fetch_size: 50", "@BatchSize(size = 50)", "attributePaths = \"pets\"");
  }

  @Test
  @DisplayName("pages by key, in the order of the statement")
  void pages() {
    assertThat(
            SqlPatch.paged(
                "select id, title from post where author = ? or shared order by placed_at desc"))
        .isEqualTo(
            """
            -- the first page without the comparison; each next one from the last row before
            SELECT id, title FROM post where (author = ? OR shared) and (placed_at, id) < (?, ?) order by placed_at desc, id desc limit ?;
            """);
    assertThat(SqlPatch.paged("select id from t order by a, b desc")).isEmpty();
  }

  @Test
  @DisplayName("leaves unused columns out")
  void columns() {
    assertThat(
            SqlPatch.without(
                "select l.id, l.note n, l.sku from line l where l.id = ?", List.of("N")))
        .isEqualTo("select l.id, l.sku FROM line l WHERE l.id = ?;\n");
    assertThat(SqlPatch.without("select * from line where id = ?", List.of("note", "photo")))
        .contains("these are not: note, photo");
    assertThat(SqlPatch.without("select id from line", List.of("id"))).isEmpty();
  }

  @Test
  @DisplayName("counts in the database")
  void counts() {
    Fetch none = new Fetch(9, 90, 10, 90, 2, List.of("id", "text"));
    assertThat(SqlPatch.count("select id, text from m where r = ? order by at", none))
        .isEqualTo("select count(*) FROM m WHERE r = ?;\n");
    assertThat(SqlPatch.count("select id from m", new Fetch(9, 90, 10, 80, 1, List.of())))
        .isEmpty();
  }

  @Test
  @DisplayName("indexes equalities, then one range or the order, of the table that is scanned")
  void indexes() {
    assertThat(SqlPatch.index(ORDERS, "orders"))
        .endsWith("on orders (restaurant_id, placed_at);\n");
    assertThat(SqlPatch.index("select id from u where lower(email) = lower(?)", "u"))
        .endsWith("on u ((lower(email)));\n");
    assertThat(
            SqlPatch.index(
                "select l.a from i join line l on l.i_id = i.id where i.id = ? and l.day >= ?",
                "line"))
        .endsWith("on line (day);\n");
    assertThat(SqlPatch.index("update s set a = ? where token = ?", "s"))
        .endsWith("on s (token);\n");
    assertThat(SqlPatch.index("select a from t", "t")).isEmpty();
  }

  @Test
  @DisplayName("keeps sums by what is asked for, where they can be added up again")
  void sums() {
    assertThat(
            SqlPatch.sums(
                "select day, sum(total) from sale where shop = ? and paid is not null and day"
                    + " between ? and ? group by day"))
        .contains(
            "create table sale_sums as select shop, day, sum(total) as sum_1 from sale where paid"
                + " IS NOT NULL group by shop, day;");
    assertThat(SqlPatch.sums("select avg(total) from sale where day > ?")).isEmpty();
    assertThat(SqlPatch.sums("select count(distinct a) from sale where day > ?")).isEmpty();
  }

  @Test
  @DisplayName("declares a rollup for a sum over a range: keys, measures and the time it is by")
  void rollup() {
    RollupPatch patch =
        RollupPatch.of(
            "select date_trunc(?, e.started_at) as day, e.app, sum(e.seconds), count(*), avg(e.seconds) a,"
                + " count(distinct e.device) from app.screen_events e where e.user_id = ? and"
                + " e.started_at >= ? and e.started_at < ? and e.seconds is not null group by day,"
                + " e.app order by sum(e.seconds) desc");
    assertThat(patch).isNotNull();
    assertThat(patch.byTime()).isTrue();
    assertThat(patch.yaml())
        .contains(
            """
            rollups:
              screen_events_sums:
                table: app.screen_events
                time: started_at # if""",
            """
                keys: [user_id, app]
                grains: [day] # hour, week and month too, as they are asked for
                where: 'seconds IS NOT NULL'
                measures:
                  seconds_sum: {kind: sum, column: seconds}
                  row_count: {kind: count}
                  seconds_average: {kind: average, column: seconds}
                  device_distinct: {kind: distinct-sketch, column: device}
            # create table screen_events_sums_day (user_id, app, bucket, seconds_sum, row_count, seconds_average_sum, seconds_average_count, device_distinct,
            #   primary key (user_id, app, bucket))
            # read: rollups.read("screen_events_sums", Grain.DAY).where("user_id", ...).where("app", ...).from""");
  }

  @ParameterizedTest
  @DisplayName("declares no rollup where one would not answer the statement")
  @ValueSource(
      strings = {
        "select sum(total) from sale where shop = ?",
        "select sum(s.total) from sale s join shop p on p.id = s.shop where s.day >= ?",
        "select sum(total * rate) from sale where day >= ?",
        "select sum(total) from sale where day >= ? and shop <> ?",
        "select sum(total) from sale where day >= ? and price >= ?",
        "select shop, sum(total) from sale where day >= ? group by shop having sum(total) > ?",
        "select lower(shop), sum(total) from sale where day >= ? group by lower(shop)",
        "select string_agg(name, ?) from sale where day >= ?",
        "select sum(distinct total) from sale where day >= ?",
        "with w as (select shop, count(*) n from sale where day >= ? group by shop) select n from w",
        "select (select count(*) from x), sum(total) from sale where day >= ?",
        "select sum(total) from sale where day >= ? and exists (select 1 from x)",
        "select day from sale where day >= ?"
      })
  void noRollup(String sum) {
    assertThat(RollupPatch.of(sum)).isNull();
  }

  @Test
  @DisplayName("of a cache says its time to live and who invalidates")
  void caches() {
    assertThat(PatchText.cache(Set.of("item", "category"), Duration.ofMinutes(5), Set.of("PUT /i")))
        .contains("category-item:", "ttl: 5m", "@CacheEvict(\"category-item\")", "PUT /i");
    assertThat(
            PatchText.cache(
                Set.of("item"), Duration.ofSeconds(7), Set.of("(background)", "PUT /i")))
        .as("without Spring, and with writers that are no endpoint")
        .contains("cache.namespace(\"item\", Answer.class)", "ofTtl(Duration.ofSeconds(7))")
        .contains("kept.clear(); // after commit, at PUT /i, what the service does outside of")
        .doesNotContain("(background)");
  }
}
