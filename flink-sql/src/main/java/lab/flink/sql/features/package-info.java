/** Features of order books as an operator that SQL attaches. */
@NullMarked
package lab.flink.sql.features;

import org.jspecify.annotations.NullMarked;
