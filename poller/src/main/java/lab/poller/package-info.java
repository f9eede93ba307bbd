/** Brings markets onto the bus: exchange feeds, recordings and a simulator. */
@NullMarked
package lab.poller;

import org.jspecify.annotations.NullMarked;
