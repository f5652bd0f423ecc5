/** A clinic: wards, patients, visits, drugs. */
@NullMarked
package org.example.clinic;

import org.jspecify.annotations.NullMarked;
