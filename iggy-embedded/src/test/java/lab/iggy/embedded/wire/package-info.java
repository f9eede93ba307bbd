/** Tests of the protocol's words, byte by byte. */
@NullMarked
package lab.iggy.embedded.wire;

import org.jspecify.annotations.NullMarked;
