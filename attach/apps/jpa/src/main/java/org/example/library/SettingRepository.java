package org.example.library;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface SettingRepository extends JpaRepository<Setting, Long> {

  Optional<Setting> findByName(String name);
}
