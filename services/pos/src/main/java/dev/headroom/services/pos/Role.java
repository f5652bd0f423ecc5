package dev.headroom.services.pos;

/**
 * What a user may do, the mightiest first. Managers and staff belong to one restaurant and see no
 * other.
 */
enum Role {
  PLATFORM_OWNER,
  MANAGER,
  STAFF
}
