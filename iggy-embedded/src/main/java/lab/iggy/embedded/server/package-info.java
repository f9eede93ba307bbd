/**
 * Connections and commands: what comes in over TCP, and what is answered. One small class for each
 * family of commands.
 */
@NullMarked
package lab.iggy.embedded.server;

import org.jspecify.annotations.NullMarked;
