package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface ScreenEventRepository extends JpaRepository<ScreenEvent, Long> {

  List<ScreenEvent> findByUserIdAndAtBetween(long userId, Instant from, Instant to);
}
