/** The tiers as SQL files, and the runner that plans, submits and restores them. */
@NullMarked
package lab.flink.sql;

import org.jspecify.annotations.NullMarked;
