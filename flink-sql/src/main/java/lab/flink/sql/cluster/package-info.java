/** Flink's own parts: cluster, executor, table environment, and its metrics. */
@NullMarked
package lab.flink.sql.cluster;

import org.jspecify.annotations.NullMarked;
