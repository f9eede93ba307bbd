@NullMarked
package lab.flink.sql.rows;

import org.jspecify.annotations.NullMarked;
