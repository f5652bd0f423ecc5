package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface NotificationRepository extends JpaRepository<Notification, Long> {

  List<Notification> findByUserIdAndPostedAtGreaterThanEqualAndPostedAtLessThan(
      long userId, Instant from, Instant until);
}
