package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.util.Locale;

/** What phones tell. */
sealed interface Event {

  String id();

  Instant from();

  /** Its end, or its only instant. */
  Instant until();

  /** The screen went on or off, was locked or unlocked. */
  record Screen(String id, long device, Instant at, ScreenState state) implements Event {
    @Override
    public Instant from() {
      return at;
    }

    @Override
    public Instant until() {
      return at;
    }
  }

  /** An application was in front. */
  record App(String id, long device, String app, Instant startedAt, Instant endedAt)
      implements Event {
    @Override
    public Instant from() {
      return startedAt;
    }

    @Override
    public Instant until() {
      return endedAt;
    }
  }

  /** An application told something. */
  record Posted(String id, long device, String app, Instant at) implements Event {
    @Override
    public Instant from() {
      return at;
    }

    @Override
    public Instant until() {
      return at;
    }
  }

  /** A time without disturbance. */
  record Focus(String id, Instant startedAt, Instant endedAt, int plannedMinutes, boolean completed)
      implements Event {
    @Override
    public Instant from() {
      return startedAt;
    }

    @Override
    public Instant until() {
      return endedAt;
    }
  }

  /** As it is written in a batch. */
  enum Type {
    SCREEN,
    APP,
    NOTIFICATION,
    FOCUS;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
