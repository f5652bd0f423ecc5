/** A parcel service: depots, couriers, parcels and their scans. */
@NullMarked
package org.example.parcels;

import org.jspecify.annotations.NullMarked;
