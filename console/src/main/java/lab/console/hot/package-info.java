/** Reads trades and ticks off the hot tier as they are written. */
@NullMarked
package lab.console.hot;

import org.jspecify.annotations.NullMarked;
