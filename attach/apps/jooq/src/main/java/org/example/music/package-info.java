/** A music catalogue: artists, albums, tracks, playlists, listens. */
@NullMarked
package org.example.music;

import org.jspecify.annotations.NullMarked;
