/** Writes to the bus: batches, acknowledgements, retries, and order between topics. */
@NullMarked
package lab.topics.producer;

import org.jspecify.annotations.NullMarked;
