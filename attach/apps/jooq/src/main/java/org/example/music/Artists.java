package org.example.music;

import static org.example.music.Tables.ALBUM;
import static org.example.music.Tables.ALBUM_ARTIST;
import static org.example.music.Tables.ALBUM_ID;
import static org.example.music.Tables.ALBUM_TITLE;
import static org.example.music.Tables.ARTIST;
import static org.example.music.Tables.ARTIST_ID;
import static org.example.music.Tables.ARTIST_NAME;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.select;

import jakarta.servlet.http.HttpServletRequest;
import org.jooq.DSLContext;
import org.jooq.Formattable;

final class Artists {

  private final DSLContext db;

  Artists(DSLContext db) {
    this.db = db;
  }

  Formattable page(HttpServletRequest request) {
    return db.select(ARTIST_ID, ARTIST_NAME)
        .from(ARTIST)
        .orderBy(ARTIST_ID)
        .limit(20)
        .offset(20 * Read.number(request, "page"))
        .fetch();
  }

  /** An artist with albums inside, in one statement. */
  Formattable whole(HttpServletRequest request) {
    return db.select(
            ARTIST_NAME,
            multiset(select(ALBUM_ID, ALBUM_TITLE).from(ALBUM).where(ALBUM_ARTIST.eq(ARTIST_ID)))
                .as("ALBUMS"))
        .from(ARTIST)
        .where(ARTIST_ID.eq(Read.id(request)))
        .fetch();
  }
}
