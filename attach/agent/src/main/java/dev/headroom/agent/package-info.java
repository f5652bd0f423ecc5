/**
 * The agent: weaves the classes of drivers, pools, servlet containers and executors when they are
 * loaded, and tells what it has seen. Lives in a class loader of its own, apart from the classes
 * that start it.
 */
@NullMarked
package dev.headroom.agent;

import org.jspecify.annotations.NullMarked;
