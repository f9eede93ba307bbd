/** What the bus has lost that jobs had read, and what is done about it. */
@NullMarked
package lab.flink.sql.loss;

import org.jspecify.annotations.NullMarked;
