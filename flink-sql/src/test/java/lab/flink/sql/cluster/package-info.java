@NullMarked
package lab.flink.sql.cluster;

import org.jspecify.annotations.NullMarked;
