/**
 * Partition logs on disk: segments of messages in the form they are sent in, an index beside each,
 * and the recovery that finds and cuts a torn tail.
 */
@NullMarked
package lab.iggy.embedded.storage;

import org.jspecify.annotations.NullMarked;
