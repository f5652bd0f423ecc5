package dev.headroom.services.wellbeing;

import java.time.ZoneId;

/** Published inside the transaction that gave a user another time zone. */
record ZoneChanged(long userId, ZoneId zone) {}
