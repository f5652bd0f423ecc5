package dev.headroom.services.automations;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface UserAutomationRepository extends JpaRepository<UserAutomation, Long> {

  List<UserAutomation> findByUserIdOrderById(long userId);

  long countByUserId(long userId);

  long countByStatus(Status status);
}
