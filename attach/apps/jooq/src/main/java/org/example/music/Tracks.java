package org.example.music;

import static org.example.music.Tables.GENRE;
import static org.example.music.Tables.GENRE_ID;
import static org.example.music.Tables.GENRE_LABEL;
import static org.example.music.Tables.TRACK;
import static org.example.music.Tables.TRACK_ALBUM;
import static org.example.music.Tables.TRACK_ID;
import static org.example.music.Tables.TRACK_SECONDS;
import static org.example.music.Tables.TRACK_STARS;
import static org.example.music.Tables.TRACK_TITLE;

import jakarta.servlet.http.HttpServletRequest;
import org.jooq.DSLContext;
import org.jooq.Formattable;

final class Tracks {

  private final DSLContext db;

  Tracks(DSLContext db) {
    this.db = db;
  }

  /** All of them. */
  Formattable all(HttpServletRequest request) {
    return db.select(TRACK_ID, TRACK_TITLE).from(TRACK).orderBy(TRACK_TITLE).fetch();
  }

  Formattable one(HttpServletRequest request) {
    return db.select(TRACK_TITLE, TRACK_ALBUM, TRACK_SECONDS, TRACK_STARS)
        .from(TRACK)
        .where(TRACK_ID.eq(Read.id(request)))
        .fetch();
  }

  /** One star more; read again when somebody else was faster. */
  int rate(HttpServletRequest request) {
    int id = Read.id(request);
    for (int i = 0; i < 5; i++) {
      Integer stars =
          db.select(TRACK_STARS).from(TRACK).where(TRACK_ID.eq(id)).fetchOne(TRACK_STARS);
      if (stars == null) {
        return 0;
      }
      int written =
          db.update(TRACK)
              .set(TRACK_STARS, stars + 1)
              .where(TRACK_ID.eq(id), TRACK_STARS.eq(stars))
              .execute();
      if (written > 0) {
        return written;
      }
    }
    return 0;
  }

  Formattable genres(HttpServletRequest request) {
    return db.select(GENRE_ID, GENRE_LABEL).from(GENRE).orderBy(GENRE_LABEL).fetch();
  }
}
