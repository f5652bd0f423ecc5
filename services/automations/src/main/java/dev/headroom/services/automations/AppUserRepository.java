package dev.headroom.services.automations;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface AppUserRepository extends JpaRepository<AppUser, Long> {

  Optional<AppUser> findByEmail(String email);

  long countByActive(boolean active);

  long countByVerified(boolean verified);

  /** A page, newest first; what is null is not asked for. */
  @Query(
      """
      select u from AppUser u
      where (:before is null or u.id < :before)
        and (:active is null or u.active = :active)
        and (:verified is null or u.verified = :verified)
      order by u.id desc""")
  List<AppUser> page(
      @org.jspecify.annotations.Nullable Long before,
      @org.jspecify.annotations.Nullable Boolean active,
      @org.jspecify.annotations.Nullable Boolean verified,
      Limit limit);
}
