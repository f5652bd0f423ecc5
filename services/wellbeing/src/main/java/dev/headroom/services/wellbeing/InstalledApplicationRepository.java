package dev.headroom.services.wellbeing;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface InstalledApplicationRepository extends JpaRepository<InstalledApplication, Long> {

  List<InstalledApplication> findByUserIdOrderById(long userId);
}
