package org.example.music;

import static org.example.music.Tables.ARRIVAL;
import static org.example.music.Tables.ARRIVAL_SOURCE;
import static org.example.music.Tables.ARRIVAL_TRACK;
import static org.example.music.Tables.LISTEN;
import static org.example.music.Tables.LISTEN_DAY;
import static org.example.music.Tables.LISTEN_LISTENER;
import static org.example.music.Tables.LISTEN_TRACK;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Formattable;
import org.jooq.Query;
import org.jooq.Record2;
import org.jooq.Result;

final class Listens {

  private static final Field<Integer> LISTENS = field("LISTENS", Integer.class);

  private final DSLContext db;

  Listens(DSLContext db) {
    this.db = db;
  }

  int listen(HttpServletRequest request) {
    return db.insertInto(LISTEN, LISTEN_LISTENER, LISTEN_TRACK, LISTEN_DAY)
        .values(Read.number(request, "listener"), Read.number(request, "track"), 365)
        .execute();
  }

  /** Arrivals from a label, as one batch. */
  int batch(HttpServletRequest request) {
    List<Query> inserts = new ArrayList<>();
    for (int i = 1; i <= Read.number(request, "count"); i++) {
      inserts.add(
          db.insertInto(ARRIVAL, ARRIVAL_TRACK, ARRIVAL_SOURCE).values(i, "label " + i % 5));
    }
    db.batch(inserts).execute();
    return inserts.size();
  }

  /** The seven days of a week. */
  Formattable week(HttpServletRequest request) {
    int monday = 7 * Read.id(request);
    Result<Record2<Integer, Integer>> week = db.newResult(LISTEN_DAY, LISTENS);
    for (int day = monday; day < monday + 7; day++) {
      Record2<Integer, Integer> line = db.newRecord(LISTEN_DAY, LISTENS);
      line.value1(day);
      line.value2(
          db.select(count()).from(LISTEN).where(LISTEN_DAY.eq(day)).fetchOne(0, Integer.class));
      week.add(line);
    }
    return week;
  }

  Formattable health(HttpServletRequest request) {
    return db.selectOne().fetch();
  }
}
