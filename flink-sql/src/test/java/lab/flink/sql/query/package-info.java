@NullMarked
package lab.flink.sql.query;

import org.jspecify.annotations.NullMarked;
