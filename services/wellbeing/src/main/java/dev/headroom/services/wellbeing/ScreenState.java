package dev.headroom.services.wellbeing;

/** What a phone says of its screen; in the order of the real data's codes 0 to 3. */
enum ScreenState {
  OFF,
  ON,
  LOCKED,
  UNLOCKED
}
