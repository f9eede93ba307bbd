/** Which pairs a feed is to give, kept through restarts, and how each of them stands. */
@NullMarked
package lab.poller.pairs;

import org.jspecify.annotations.NullMarked;
