package dev.headroom.services.wellbeing;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface DeviceRepository extends JpaRepository<Device, Long> {

  List<Device> findByUserIdOrderById(long userId);
}
