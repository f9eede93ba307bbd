/**
 * The words of the Iggy 0.8 binary protocol: identifiers, partitionings, strategies, error codes,
 * and a bounds-checked reader of request payloads. Nothing here knows of sockets or files.
 */
@NullMarked
package lab.iggy.embedded.wire;

import org.jspecify.annotations.NullMarked;
