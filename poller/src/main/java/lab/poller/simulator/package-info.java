/** A market one would believe at a glance, made from a seed. */
@NullMarked
package lab.poller.simulator;

import org.jspecify.annotations.NullMarked;
