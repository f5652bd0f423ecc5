package org.example.music;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.jooq.DSLContext;

/** Makes the tables and fills them; the same every time. */
final class Seed {

  private static final List<String> SCHEMA =
      List.of(
          "create table ARTIST (ID int primary key, NAME varchar(60) not null)",
          "create table GENRE (ID int primary key, LABEL varchar(30) not null)",
          "create table ALBUM (ID int primary key, TITLE varchar(60) not null, ARTIST_ID int not null)",
          "create table TRACK (ID int primary key, TITLE varchar(60) not null, ALBUM_ID int not null,"
              + " GENRE_ID int not null, SECONDS int not null, STARS int not null)",
          "create table ENTRY (PLAYLIST_ID int not null, PLACE int not null, TRACK_ID int not null,"
              + " primary key (PLAYLIST_ID, PLACE))",
          "create table LISTEN (ID int generated always as identity primary key,"
              + " LISTENER_ID int not null, TRACK_ID int not null, DAY_NO int not null)",
          "create table ARRIVAL (ID int generated always as identity primary key,"
              + " TRACK_ID int not null, SOURCE varchar(30) not null)",
          "create index ALBUM_ARTIST on ALBUM (ARTIST_ID)",
          "create index ALBUM_TITLE on ALBUM (TITLE)",
          "create index TRACK_ALBUM on TRACK (ALBUM_ID)",
          "create index TRACK_STARS on TRACK (STARS desc, ID)",
          "create index LISTEN_LISTENER on LISTEN (LISTENER_ID, TRACK_ID)",
          "create index LISTEN_DAY on LISTEN (DAY_NO)");

  private static final int ARTISTS = 600;
  private static final int ALBUMS = 1500;
  private static final int TRACKS = 9000;
  private static final int LISTENS = 20_000;
  private static final int PLAYLISTS = 60;

  private final DSLContext db;
  private final Random random = new Random(23);

  Seed(DSLContext db) {
    this.db = db;
  }

  void fill() {
    SCHEMA.forEach(db::execute);
    rows("insert into ARTIST values (?, ?)", ARTISTS, i -> row(i, words()));
    rows("insert into GENRE values (?, ?)", 14, i -> row(i, words()));
    rows("insert into ALBUM values (?, ?, ?)", ALBUMS, i -> row(i, words(), 1 + i % ARTISTS));
    rows(
        "insert into TRACK values (?, ?, ?, ?, ?, ?)",
        TRACKS,
        i ->
            row(
                i,
                words(),
                1 + i % ALBUMS,
                1 + i % 14,
                120 + random.nextInt(300),
                random.nextInt(1000)));
    rows(
        "insert into ENTRY values (?, ?, ?)",
        PLAYLISTS * 20,
        i -> row(1 + i % PLAYLISTS, i / PLAYLISTS, 1 + random.nextInt(TRACKS)));
    rows(
        "insert into LISTEN (LISTENER_ID, TRACK_ID, DAY_NO) values (?, ?, ?)",
        LISTENS,
        i -> row(1 + random.nextInt(500), 1 + random.nextInt(TRACKS), 1 + random.nextInt(364)));
    db.execute("analyze");
  }

  private void rows(String insert, int count, IntFunction<Object[]> row) {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      rows.add(row.apply(i));
      if (rows.size() == 500 || i == count) {
        db.batch(insert).bind(rows.toArray(Object[][]::new)).execute();
        rows.clear();
      }
    }
  }

  private static Object[] row(Object... values) {
    return values;
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      words.append(i == 7 ? ' ' : (char) ('a' + random.nextInt(26)));
    }
    return words.toString();
  }
}
