@NullMarked
package lab.flink.sql.format;

import org.jspecify.annotations.NullMarked;
