/**
 * A job as it is declared: its script, its settings, its operators with their versions, and why it
 * may be refused.
 */
@NullMarked
package lab.flink.sql.job;

import org.jspecify.annotations.NullMarked;
