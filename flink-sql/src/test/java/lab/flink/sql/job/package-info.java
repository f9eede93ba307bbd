@NullMarked
package lab.flink.sql.job;

import org.jspecify.annotations.NullMarked;
