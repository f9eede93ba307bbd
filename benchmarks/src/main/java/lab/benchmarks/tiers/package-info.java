/** How fast and how soon the tiers have what is on the bus. */
@NullMarked
package lab.benchmarks.tiers;

import org.jspecify.annotations.NullMarked;
