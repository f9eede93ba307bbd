/** Connections: what comes in over TCP is read, let in, dispatched and answered. */
@NullMarked
package lab.iggy.embedded.server;

import org.jspecify.annotations.NullMarked;
