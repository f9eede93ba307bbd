/**
 * The contract on the bus: names, keys and codecs, and a producer and a consumer that come back by
 * themselves.
 */
@NullMarked
package lab.topics;

import org.jspecify.annotations.NullMarked;
