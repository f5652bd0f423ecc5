package dev.headroom.services.pos;

/** Published inside the transaction that changed an item. */
record MenuChanged(long restaurantId, long categoryId, ItemView item) {}
