package dev.headroom.services.pos;

import java.util.List;

/** A whole menu; prices are in minor units of the currency. */
record MenuView(long restaurantId, String currency, List<CategoryView> categories) {}
