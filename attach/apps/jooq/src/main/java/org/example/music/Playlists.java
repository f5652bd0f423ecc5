package org.example.music;

import static org.example.music.Tables.ALBUM;
import static org.example.music.Tables.ALBUM_ID;
import static org.example.music.Tables.ALBUM_TITLE;
import static org.example.music.Tables.ENTRY;
import static org.example.music.Tables.ENTRY_PLACE;
import static org.example.music.Tables.ENTRY_PLAYLIST;
import static org.example.music.Tables.ENTRY_TRACK;
import static org.example.music.Tables.TRACK;
import static org.example.music.Tables.TRACK_ALBUM;
import static org.example.music.Tables.TRACK_ID;
import static org.example.music.Tables.TRACK_TITLE;

import jakarta.servlet.http.HttpServletRequest;
import org.jooq.DSLContext;
import org.jooq.Formattable;
import org.jooq.Record2;
import org.jooq.Result;

final class Playlists {

  private final DSLContext db;

  Playlists(DSLContext db) {
    this.db = db;
  }

  /** The tracks by a join, the album of each by a question of its own. */
  Formattable playlist(HttpServletRequest request) {
    Result<Record2<String, String>> list = db.newResult(TRACK_TITLE, ALBUM_TITLE);
    db.select(TRACK_TITLE, TRACK_ALBUM)
        .from(ENTRY)
        .join(TRACK)
        .on(TRACK_ID.eq(ENTRY_TRACK))
        .where(ENTRY_PLAYLIST.eq(Read.id(request)))
        .orderBy(ENTRY_PLACE)
        .forEach(
            track -> {
              Record2<String, String> line = db.newRecord(TRACK_TITLE, ALBUM_TITLE);
              line.value1(track.value1());
              line.value2(
                  db.select(ALBUM_TITLE)
                      .from(ALBUM)
                      .where(ALBUM_ID.eq(track.value2()))
                      .fetchOne(ALBUM_TITLE));
              list.add(line);
            });
    return list;
  }
}
