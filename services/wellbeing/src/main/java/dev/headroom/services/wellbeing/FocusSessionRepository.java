package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface FocusSessionRepository extends JpaRepository<FocusSession, Long> {

  List<FocusSession> findByUserIdAndStartedAtLessThanAndEndedAtGreaterThan(
      long userId, Instant until, Instant from);
}
