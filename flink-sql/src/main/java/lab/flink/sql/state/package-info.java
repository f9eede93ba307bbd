/** What a checkpoint holds, and whether a job's declared state fits it. */
@NullMarked
package lab.flink.sql.state;

import org.jspecify.annotations.NullMarked;
