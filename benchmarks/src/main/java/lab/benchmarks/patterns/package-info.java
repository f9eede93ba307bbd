/** How fast and how well past windows are found. */
@NullMarked
package lab.benchmarks.patterns;

import org.jspecify.annotations.NullMarked;
