/** Reference service: automations of users, their token use, and its administration, on SQLite. */
@NullMarked
package dev.headroom.services.automations;

import org.jspecify.annotations.NullMarked;
