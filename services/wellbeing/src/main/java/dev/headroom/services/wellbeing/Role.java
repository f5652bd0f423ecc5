package dev.headroom.services.wellbeing;

/** What a user may do: everybody sees their own figures, an administrator runs the service too. */
enum Role {
  ADMIN,
  USER
}
