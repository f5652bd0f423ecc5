package dev.headroom.services.pos;

import java.util.List;

/**
 * A page of orders, newest first.
 *
 * @param timeZone where the business dates are counted
 * @param total of all pages
 */
record OrderPage(
    List<OrderView> orders, String timeZone, int page, int size, long total, int pages) {}
