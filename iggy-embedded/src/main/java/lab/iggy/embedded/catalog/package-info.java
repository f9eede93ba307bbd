/**
 * What streams, topics and partitions there are: an immutable picture for readers, and the one
 * place that changes it.
 */
@NullMarked
package lab.iggy.embedded.catalog;

import org.jspecify.annotations.NullMarked;
