package dev.headroom.services.pos;

import org.springframework.data.jpa.repository.JpaRepository;

interface VariationRepository extends JpaRepository<Variation, Long> {}
