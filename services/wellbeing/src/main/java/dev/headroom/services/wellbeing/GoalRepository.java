package dev.headroom.services.wellbeing;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface GoalRepository extends JpaRepository<Goal, Long> {

  List<Goal> findByUserIdOrderById(long userId);
}
