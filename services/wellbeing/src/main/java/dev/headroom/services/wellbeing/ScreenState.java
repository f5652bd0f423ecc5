package dev.headroom.services.wellbeing;

/** What a phone says of its screen. */
enum ScreenState {
  OFF,
  ON,
  LOCKED,
  UNLOCKED
}
