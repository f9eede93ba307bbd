@NullMarked
package lab.flink.sql.tables;

import org.jspecify.annotations.NullMarked;
