package dev.headroom.services.automations;

/** What somebody may do. */
enum Role {
  USER,
  ADMIN
}
