// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/** The full name of one log: stream, topic, partition. */
@Internal
public record TopicPartition(String stream, String topic, int partition) implements Serializable {

    @Override
    public String toString() {
        return stream + "/" + topic + "/" + partition;
    }
}
