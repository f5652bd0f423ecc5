package dev.headroom.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * What a database does at one moment.
 *
 * @param writer who has the writer, as thread, for how long, and the line of code where it is; null
 *     for nobody
 * @param writersWaiting threads that wait for it
 * @param writersRefused how many waited in vain since the start
 * @param readersActive readers in use
 * @param readers readers at most
 * @param readersWaiting threads that wait for one
 * @param databaseBytes size of the database's file
 * @param logBytes size of the write-ahead log's file
 */
public record SqliteState(
    @Nullable String writer,
    int writersWaiting,
    long writersRefused,
    int readersActive,
    int readers,
    int readersWaiting,
    long databaseBytes,
    long logBytes) {}
