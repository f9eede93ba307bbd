@NullMarked
package lab.flink.sql.script;

import org.jspecify.annotations.NullMarked;
