@NullMarked
package lab.flink.connector.iggy.client.retry;

import org.jspecify.annotations.NullMarked;
