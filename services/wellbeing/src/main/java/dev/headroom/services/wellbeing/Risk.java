package dev.headroom.services.wellbeing;

/** What a permission lets an application learn of its user, from little to much. */
enum Risk {
  LOW,
  MEDIUM,
  HIGH
}
