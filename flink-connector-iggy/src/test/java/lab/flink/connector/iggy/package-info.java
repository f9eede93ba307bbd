@NullMarked
package lab.flink.connector.iggy;

import org.jspecify.annotations.NullMarked;
