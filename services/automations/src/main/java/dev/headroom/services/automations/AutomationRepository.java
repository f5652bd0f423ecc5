package dev.headroom.services.automations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface AutomationRepository extends JpaRepository<Automation, Long> {

  @Query(
      """
      select a from Automation a
      where a.active = true and a.id > :after
        and (:category is null or a.category = :category)
        and (:trigger is null or a.triggerKind = :trigger)
        and (:text is null or lower(a.name) like :text escape '!')
      order by a.id""")
  List<Automation> page(
      long after,
      @Nullable String category,
      @Nullable TriggerKind trigger,
      @Nullable String text,
      Limit limit);
}
