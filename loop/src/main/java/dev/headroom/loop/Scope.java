package dev.headroom.loop;

/** How far a fix reaches, and therefore how it can be switched and rolled out. */
public enum Scope {
  /** A flag read once per request; can be on for a share of users. */
  REQUEST,
  /** Belongs to a process (a pool size, a pragma); rolls out instance by instance. */
  PROCESS,
  /** Belongs to the database (an index, a rollup table); on for everybody at once. */
  DATABASE
}
