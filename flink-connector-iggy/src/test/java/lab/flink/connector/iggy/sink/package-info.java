@NullMarked
package lab.flink.connector.iggy.sink;

import org.jspecify.annotations.NullMarked;
