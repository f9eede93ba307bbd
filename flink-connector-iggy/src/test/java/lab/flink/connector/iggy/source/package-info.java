@NullMarked
package lab.flink.connector.iggy.source;

import org.jspecify.annotations.NullMarked;
