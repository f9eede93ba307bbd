package lab.flink.connector.iggy.client;

import java.io.Serializable;

/** The full name of one log: stream, topic, partition. */
public record TopicPartition(String stream, String topic, int partition) implements Serializable {

    @Override
    public String toString() {
        return stream + "/" + topic + "/" + partition;
    }
}
