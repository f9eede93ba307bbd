@NullMarked
package lab.flink.sql.state;

import org.jspecify.annotations.NullMarked;
