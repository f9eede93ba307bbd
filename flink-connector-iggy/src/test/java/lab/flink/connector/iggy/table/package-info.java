@NullMarked
package lab.flink.connector.iggy.table;

import org.jspecify.annotations.NullMarked;
