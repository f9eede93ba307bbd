/** The tables of the three tiers: how they are made, migrated, derived and kept. */
@NullMarked
package lab.flink.sql.tables;

import org.jspecify.annotations.NullMarked;
