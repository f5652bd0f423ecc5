package org.example.music;

import static org.example.music.Tables.ALBUM;
import static org.example.music.Tables.ALBUM_ARTIST;
import static org.example.music.Tables.ALBUM_ID;
import static org.example.music.Tables.ALBUM_TITLE;
import static org.example.music.Tables.ARTIST;
import static org.example.music.Tables.ARTIST_ID;
import static org.example.music.Tables.ARTIST_NAME;
import static org.example.music.Tables.TRACK;
import static org.example.music.Tables.TRACK_ALBUM;
import static org.example.music.Tables.TRACK_SECONDS;
import static org.example.music.Tables.TRACK_TITLE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.sum;

import jakarta.servlet.http.HttpServletRequest;
import org.jooq.DSLContext;
import org.jooq.Formattable;

final class Albums {

  private final DSLContext db;

  Albums(DSLContext db) {
    this.db = db;
  }

  /** An album, its artist and its tracks by joins. */
  Formattable album(HttpServletRequest request) {
    return db.select(ALBUM_TITLE, ARTIST_NAME, TRACK_TITLE, TRACK_SECONDS)
        .from(ALBUM)
        .join(ARTIST)
        .on(ARTIST_ID.eq(ALBUM_ARTIST))
        .join(TRACK)
        .on(TRACK_ALBUM.eq(ALBUM_ID))
        .where(ALBUM_ID.eq(Read.id(request)))
        .fetch();
  }

  Formattable search(HttpServletRequest request) {
    return db.select(ALBUM_ID, ALBUM_TITLE)
        .from(ALBUM)
        .where(ALBUM_TITLE.ge(request.getParameter("from")))
        .orderBy(ALBUM_TITLE)
        .limit(10)
        .fetch();
  }

  /** How long an album plays: the sum of six rows. */
  Formattable duration(HttpServletRequest request) {
    return db.select(sum(TRACK_SECONDS).as("SECONDS"), count().as("TRACKS"))
        .from(TRACK)
        .where(TRACK_ALBUM.eq(Read.id(request)))
        .fetch();
  }
}
