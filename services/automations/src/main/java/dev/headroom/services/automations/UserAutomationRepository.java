package dev.headroom.services.automations;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface UserAutomationRepository extends JpaRepository<UserAutomation, Long> {

  /** How many are in a state. */
  record Count(Status status, long number) {}

  List<UserAutomation> findByUserIdOrderById(long userId);

  @Query(
      "select a from UserAutomation a join fetch a.automation where a.user.id = :userId order by"
          + " a.id")
  List<UserAutomation> joinedOf(long userId);

  long countByUserId(long userId);

  long countByStatus(Status status);

  @Query(
      """
      select new dev.headroom.services.automations.UserAutomationRepository$Count(a.status, count(a))
      from UserAutomation a group by a.status""")
  List<Count> counts();

  @Query(
      """
      select new dev.headroom.services.automations.UserAutomationRepository$Count(a.status, count(a))
      from UserAutomation a where a.user.id = :userId group by a.status""")
  List<Count> countOf(long userId);
}
