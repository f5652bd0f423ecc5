package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface AppEpisodeRepository extends JpaRepository<AppEpisode, Long> {

  List<AppEpisode> findByUserIdAndStartedAtLessThanAndEndedAtGreaterThan(
      long userId, Instant until, Instant from);
}
