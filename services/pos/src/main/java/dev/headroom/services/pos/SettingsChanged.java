package dev.headroom.services.pos;

/** Published inside the transaction that changed a restaurant's settings. */
record SettingsChanged(SettingsView settings) {}
