/** What the clearing job reads of the bus beside its own inputs. */
@NullMarked
package lab.flink.sql.clearing.read;

import org.jspecify.annotations.NullMarked;
