@NullMarked
package lab.flink.sql.fluss;

import org.jspecify.annotations.NullMarked;
