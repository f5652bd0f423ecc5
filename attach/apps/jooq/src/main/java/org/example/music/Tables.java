package org.example.music;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Names of tables and columns. */
final class Tables {

  static final Table<Record> ARTIST = table(name("ARTIST"));
  static final Field<Integer> ARTIST_ID = field(name("ARTIST", "ID"), Integer.class);
  static final Field<String> ARTIST_NAME = field(name("ARTIST", "NAME"), String.class);

  static final Table<Record> GENRE = table(name("GENRE"));
  static final Field<Integer> GENRE_ID = field(name("GENRE", "ID"), Integer.class);
  static final Field<String> GENRE_LABEL = field(name("GENRE", "LABEL"), String.class);

  static final Table<Record> ALBUM = table(name("ALBUM"));
  static final Field<Integer> ALBUM_ID = field(name("ALBUM", "ID"), Integer.class);
  static final Field<String> ALBUM_TITLE = field(name("ALBUM", "TITLE"), String.class);
  static final Field<Integer> ALBUM_ARTIST = field(name("ALBUM", "ARTIST_ID"), Integer.class);

  static final Table<Record> TRACK = table(name("TRACK"));
  static final Field<Integer> TRACK_ID = field(name("TRACK", "ID"), Integer.class);
  static final Field<String> TRACK_TITLE = field(name("TRACK", "TITLE"), String.class);
  static final Field<Integer> TRACK_ALBUM = field(name("TRACK", "ALBUM_ID"), Integer.class);
  static final Field<Integer> TRACK_GENRE = field(name("TRACK", "GENRE_ID"), Integer.class);
  static final Field<Integer> TRACK_SECONDS = field(name("TRACK", "SECONDS"), Integer.class);
  static final Field<Integer> TRACK_STARS = field(name("TRACK", "STARS"), Integer.class);

  static final Table<Record> ENTRY = table(name("ENTRY"));
  static final Field<Integer> ENTRY_PLAYLIST = field(name("ENTRY", "PLAYLIST_ID"), Integer.class);
  static final Field<Integer> ENTRY_TRACK = field(name("ENTRY", "TRACK_ID"), Integer.class);
  static final Field<Integer> ENTRY_PLACE = field(name("ENTRY", "PLACE"), Integer.class);

  static final Table<Record> LISTEN = table(name("LISTEN"));
  static final Field<Integer> LISTEN_LISTENER = field(name("LISTEN", "LISTENER_ID"), Integer.class);
  static final Field<Integer> LISTEN_TRACK = field(name("LISTEN", "TRACK_ID"), Integer.class);
  static final Field<Integer> LISTEN_DAY = field(name("LISTEN", "DAY_NO"), Integer.class);

  static final Table<Record> ARRIVAL = table(name("ARRIVAL"));
  static final Field<Integer> ARRIVAL_TRACK = field(name("ARRIVAL", "TRACK_ID"), Integer.class);
  static final Field<String> ARRIVAL_SOURCE = field(name("ARRIVAL", "SOURCE"), String.class);

  private Tables() {}
}
