package dev.headroom.services.wellbeing;

import java.util.Map;

/**
 * Something worth knowing, written from figures.
 *
 * @param kind which rule
 * @param text a sentence
 * @param evidence the figures that it is written from
 */
record Insight(String kind, String text, Map<String, Object> evidence) {}
