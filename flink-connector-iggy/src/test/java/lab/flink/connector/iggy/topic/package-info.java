@NullMarked
package lab.flink.connector.iggy.topic;

import org.jspecify.annotations.NullMarked;
