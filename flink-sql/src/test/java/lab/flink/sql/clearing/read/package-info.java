@NullMarked
package lab.flink.sql.clearing.read;

import org.jspecify.annotations.NullMarked;
