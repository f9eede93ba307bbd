/**
 * The cold tier read as the bus had it: each partition of a topic in the order of its offsets, the
 * partitions merged by the bus's stamps, in a memory that does not grow with the span. Also who may
 * commit to it now, across processes.
 */
@NullMarked
package lab.cold;

import org.jspecify.annotations.NullMarked;
