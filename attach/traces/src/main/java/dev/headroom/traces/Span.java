package dev.headroom.traces;

/** What is kept of a span until its trace is complete: about 100 bytes. */
final class Span {

  /** What a span is, of the kinds that are summed up. */
  enum Role {
    /** A request that the service served; the detail is its endpoint. */
    REQUEST,
    /** An SQL statement; the detail is its fingerprint. */
    STATEMENT,
    /** A database span without a text, or a commit. */
    DATABASE,
    /** A call to another service or to a store that does not speak SQL. */
    CALL,
    /** A connection taken from a pool. */
    CHECKOUT,
    /** Anything else: it only links others. */
    LINK
  }

  final Service service;
  final long id;
  final long parent;
  final long startNanos;
  final long nanos;
  final Role role;
  final boolean failed;

  /** Endpoint or fingerprint. */
  final String detail;

  /** Hash of the binds; 0 while unknown. */
  final long binds;

  /** Statements in a JDBC batch, or 0. */
  final int batch;

  /** Rows returned, or -1. */
  final long rows;

  /** The application's line or method, or empty. */
  final String code;

  /** Name of the database, or empty. */
  final String database;

  Span(
      Service service,
      long id,
      long parent,
      long startNanos,
      long nanos,
      Role role,
      boolean failed,
      String detail,
      long binds,
      int batch,
      long rows,
      String code,
      String database) {
    this.service = service;
    this.id = id;
    this.parent = parent;
    this.startNanos = startNanos;
    this.nanos = nanos;
    this.role = role;
    this.failed = failed;
    this.detail = detail;
    this.binds = binds;
    this.batch = batch;
    this.rows = rows;
    this.code = code;
    this.database = database;
  }

  /** The resource that made spans; its name may be read after them. */
  static final class Service {
    String name = "";
  }
}
