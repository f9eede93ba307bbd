// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.random.RandomGenerator;
import lab.flink.connector.iggy.client.RetryingClient;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.topic.NameOrId;

/**
 * The topic that is written to, by name. Where it is told by id, the name is looked up once, at the
 * start of each writer: an id that is given to another topic later does not lead there.
 */
record SinkTopic(String stream, String name) {

    static SinkTopic of(IggySinkConfig config) throws IOException {
        if (config.stream() instanceof NameOrId.Name stream
                && config.topic() instanceof NameOrId.Name topic) {
            return new SinkTopic(stream.value(), topic.value());
        }
        try (var client = new RetryingClient(config.connection(), RandomGenerator.getDefault())) {
            String stream = client.awaitName(config.stream());
            return new SinkTopic(stream, client.awaitName(stream, config.topic()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("iggy sink: interrupted while waiting for the topic", e);
        } catch (IOException e) {
            throw new IOException("iggy sink: its topic cannot be found, " + e, e);
        }
    }

    TopicPartition partition(int id) {
        return new TopicPartition(stream, name, id);
    }

    @Override
    public String toString() {
        return stream + "/" + name;
    }
}
