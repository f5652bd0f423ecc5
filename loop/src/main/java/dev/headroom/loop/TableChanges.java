package dev.headroom.loop;

/**
 * Rows of a table that the database itself counted as changed, whoever changed them.
 *
 * @param table its name, without schema, in lower case
 * @param rows rows inserted, updated and deleted between the first and the last reading of the
 *     window, which is never more than the window; also what was rolled back
 */
public record TableChanges(String table, long rows) {}
