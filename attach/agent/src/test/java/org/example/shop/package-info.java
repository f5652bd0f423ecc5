/** A small shop on servlets of both APIs, to be observed by the agent in a JVM of its own. */
package org.example.shop;
