/**
 * SQLite behind an ordinary {@code DataSource}: write-ahead log, tuned settings, one writer at a
 * time in order of arrival, readers beside it. {@link dev.headroom.sqlite.SqliteDataSource} is the
 * way in and carries the design.
 */
@NullMarked
package dev.headroom.sqlite;

import org.jspecify.annotations.NullMarked;
