@NullMarked
package lab.flink.connector.iggy.client;

import org.jspecify.annotations.NullMarked;
