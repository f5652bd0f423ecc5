package dev.headroom.services.wellbeing;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface ApplicationRepository extends JpaRepository<Application, Long> {

  Optional<Application> findByPackageName(String packageName);
}
