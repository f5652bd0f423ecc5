package dev.headroom.services.pos;

import org.springframework.data.jpa.repository.JpaRepository;

interface RestaurantSettingsRepository extends JpaRepository<RestaurantSettings, Long> {}
