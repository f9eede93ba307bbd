@NullMarked
package lab.flink.sql.clearing;

import org.jspecify.annotations.NullMarked;
