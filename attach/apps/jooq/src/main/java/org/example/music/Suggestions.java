package org.example.music;

import static org.example.music.Tables.LISTEN;
import static org.example.music.Tables.LISTEN_LISTENER;
import static org.example.music.Tables.LISTEN_TRACK;
import static org.example.music.Tables.TRACK;
import static org.example.music.Tables.TRACK_GENRE;
import static org.example.music.Tables.TRACK_ID;
import static org.example.music.Tables.TRACK_STARS;
import static org.example.music.Tables.TRACK_TITLE;

import jakarta.servlet.http.HttpServletRequest;
import org.jooq.DSLContext;
import org.jooq.Formattable;
import org.jooq.Record2;
import org.jooq.Result;

final class Suggestions {

  private final DSLContext db;

  Suggestions(DSLContext db) {
    this.db = db;
  }

  /** Good tracks that a listener does not know yet: asked track by track. */
  Formattable suggestions(HttpServletRequest request) {
    int listener = Read.id(request);
    Result<Record2<Integer, String>> candidates =
        db.select(TRACK_ID, TRACK_TITLE)
            .from(TRACK)
            .where(TRACK_GENRE.eq(1 + listener % 14))
            .orderBy(TRACK_STARS.desc(), TRACK_ID)
            .limit(25)
            .fetch();
    candidates.removeIf(
        track ->
            db.fetchExists(
                db.selectOne()
                    .from(LISTEN)
                    .where(LISTEN_LISTENER.eq(listener), LISTEN_TRACK.eq(track.value1()))));
    return candidates;
  }
}
