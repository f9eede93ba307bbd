@NullMarked
package lab.flink.sql;

import org.jspecify.annotations.NullMarked;
