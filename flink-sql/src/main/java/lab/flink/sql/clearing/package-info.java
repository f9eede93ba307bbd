/**
 * The clearing house as operators: the rules are {@link lab.domain.clearing}'s, here are state,
 * keys and event time.
 */
@NullMarked
package lab.flink.sql.clearing;

import org.jspecify.annotations.NullMarked;
