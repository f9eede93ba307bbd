// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.IggyPublisher;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.source.config.DecodeErrorPolicy;
import lab.flink.connector.iggy.topic.KeyPartitioner;

/**
 * Sends dead letters to their topic, keyed by the source's name. Connects with the first letter.
 */
final class DeadLetterOffice implements AutoCloseable {

    private final IggyPublisher publisher;
    private final byte[] key;

    DeadLetterOffice(
            ConnectionConfig connection, String stream, DecodeErrorPolicy.DeadLetter policy) {
        this.publisher =
                new IggyPublisher(
                        "dead letters of " + policy.source(), connection, stream, policy.topic());
        this.key = policy.source().getBytes(StandardCharsets.UTF_8);
    }

    /** Complete once the server has every one of the letters. */
    CompletableFuture<Void> send(List<DeadLetter> letters) {
        var batch = new MessageBatch();
        for (DeadLetter letter : letters) {
            batch.add(letter.toJson(), letter.receivedMicros(), null, Map.of());
        }
        return publisher
                .partitionCount()
                .thenCompose(
                        count -> publisher.publish(KeyPartitioner.partition(key, count), batch));
    }

    /** Returns at once. */
    @Override
    public void close() {
        publisher.close();
    }
}
