package dev.headroom.rollup;

/**
 * A column as the catalog has it.
 *
 * @param type its type: of PostgreSQL the internal name, such as int8; of SQLite as declared
 * @param nullable whether it may be null
 */
record Column(String type, boolean nullable) {}
