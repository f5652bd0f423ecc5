package dev.headroom.benchmarks;

import javax.sql.DataSource;

/** A schema with its own indexes, some volume, and something that really works on it. */
interface AdviseCase {

  String name();

  /** Whose schema it is, in words. */
  String source();

  /** Schema and rows; the same at each call. */
  void fill(String url, DataSource database, boolean quick) throws Exception;

  /** What is recorded. */
  void work(DataSource database, boolean quick) throws Exception;
}
