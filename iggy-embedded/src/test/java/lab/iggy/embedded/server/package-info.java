/** Tests of connections and commands, on raw bytes. */
@NullMarked
package lab.iggy.embedded.server;

import org.jspecify.annotations.NullMarked;
