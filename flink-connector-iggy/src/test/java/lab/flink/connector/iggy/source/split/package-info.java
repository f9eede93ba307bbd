@NullMarked
package lab.flink.connector.iggy.source.split;

import org.jspecify.annotations.NullMarked;
