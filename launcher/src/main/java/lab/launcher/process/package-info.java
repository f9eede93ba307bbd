/**
 * A process of the lab: what it must be started with, its logs and locks, its parts in the order of
 * start and stop.
 */
@NullMarked
package lab.launcher.process;

import org.jspecify.annotations.NullMarked;
