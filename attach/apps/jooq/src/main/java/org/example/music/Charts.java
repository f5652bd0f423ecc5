package org.example.music;

import static org.example.music.Tables.GENRE;
import static org.example.music.Tables.GENRE_ID;
import static org.example.music.Tables.GENRE_LABEL;
import static org.example.music.Tables.LISTEN;
import static org.example.music.Tables.LISTEN_DAY;
import static org.example.music.Tables.LISTEN_LISTENER;
import static org.example.music.Tables.LISTEN_TRACK;
import static org.example.music.Tables.TRACK;
import static org.example.music.Tables.TRACK_GENRE;
import static org.example.music.Tables.TRACK_ID;
import static org.example.music.Tables.TRACK_SECONDS;
import static org.example.music.Tables.TRACK_STARS;
import static org.example.music.Tables.TRACK_TITLE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Formattable;
import org.jooq.Record3;
import org.jooq.Result;

final class Charts {

  private final DSLContext db;

  Charts(DSLContext db) {
    this.db = db;
  }

  /**
   * The best tracks of which there are at least so many stars: the numbers first, then each track.
   */
  Formattable chart(HttpServletRequest request) {
    List<Integer> ids =
        db.select(TRACK_ID)
            .from(TRACK)
            .where(TRACK_STARS.le(1000 - Read.id(request)))
            .orderBy(TRACK_STARS.desc(), TRACK_ID)
            .limit(15)
            .fetch(TRACK_ID);
    Result<Record3<String, Integer, Integer>> chart =
        db.newResult(TRACK_TITLE, TRACK_SECONDS, TRACK_STARS);
    for (Integer id : ids) {
      Record3<String, Integer, Integer> track =
          db.select(TRACK_TITLE, TRACK_SECONDS, TRACK_STARS)
              .from(TRACK)
              .where(TRACK_ID.eq(id))
              .fetchOne();
      if (track != null) {
        chart.add(track);
      }
    }
    return chart;
  }

  /** What is listened to, by genre, counted when asked. */
  Formattable top(HttpServletRequest request) {
    return db.select(
            GENRE_LABEL, count().as("LISTENS"), countDistinct(LISTEN_LISTENER).as("LISTENERS"))
        .from(LISTEN)
        .join(TRACK)
        .on(TRACK_ID.eq(LISTEN_TRACK))
        .join(GENRE)
        .on(GENRE_ID.eq(TRACK_GENRE))
        .where(LISTEN_DAY.ge(Read.number(request, "since")))
        .groupBy(GENRE_LABEL)
        .orderBy(count().desc())
        .fetch();
  }
}
