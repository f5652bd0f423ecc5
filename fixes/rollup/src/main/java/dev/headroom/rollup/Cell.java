package dev.headroom.rollup;

import java.util.List;

/**
 * One bucket of one group.
 *
 * @param group values of the keys, then the zone's name where rows say it
 * @param bucket the bucket
 */
record Cell(List<Object> group, Bucket bucket) {}
