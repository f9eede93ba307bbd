/** The SQL files as they are read: statements, parts and their settings. */
@NullMarked
package lab.flink.sql.script;

import org.jspecify.annotations.NullMarked;
