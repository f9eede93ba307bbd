/** How far a market and those who read it have come. */
@NullMarked
package lab.domain.progress;

import org.jspecify.annotations.NullMarked;
