package lab.iggy.embedded;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import lab.iggy.embedded.user.Credentials;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.BytesMessageId;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.MessageHeader;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PolledMessages;
import org.apache.iggy.message.PollingStrategy;
import org.apache.iggy.topic.CompressionAlgorithm;
import org.apache.iggy.topic.TopicDetails;

/**
 * The official Java client, with a deadline for every answer: it would wait for ever on a
 * connection that was closed.
 */
final class SdkClient implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 120;

    final AsyncIggyTcpClient sdk;

    private SdkClient(AsyncIggyTcpClient sdk) {
        this.sdk = sdk;
    }

    static SdkClient connect(EmbeddedBroker broker) {
        return connect(broker.port(), broker.root());
    }

    static SdkClient connect(int port, Credentials root) {
        return new SdkClient(
                await(
                        AsyncIggyTcpClient.builder()
                                .host("127.0.0.1")
                                .port(port)
                                .credentials(root.username(), root.password())
                                .connectionPoolSize(1)
                                .buildAndLogin()));
    }

    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError("request failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + DEADLINE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    TopicDetails createTopic(String stream, String topic, int partitions) {
        if (await(sdk.streams().getStream(StreamId.of(stream))).isEmpty()) {
            await(sdk.streams().createStream(stream));
        }
        return await(
                sdk.topics()
                        .createTopic(
                                StreamId.of(stream),
                                (long) partitions,
                                CompressionAlgorithm.None,
                                BigInteger.ZERO,
                                BigInteger.ZERO,
                                Optional.empty(),
                                topic));
    }

    void send(String stream, String topic, Partitioning partitioning, String... payloads) {
        var messages = Stream.of(payloads).map(SdkClient::message).toList();
        await(
                sdk.messages()
                        .sendMessages(
                                StreamId.of(stream), TopicId.of(topic), partitioning, messages));
    }

    static Message message(String payload) {
        var bytes = payload.getBytes(StandardCharsets.UTF_8);
        var header =
                new MessageHeader(
                        BigInteger.ZERO,
                        new BytesMessageId(new byte[16]),
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        0L,
                        (long) bytes.length,
                        BigInteger.ZERO);
        return new Message(header, bytes, Map.of());
    }

    PolledMessages poll(
            String stream, String topic, int partition, PollingStrategy strategy, long count) {
        return await(
                sdk.messages()
                        .pollMessages(
                                StreamId.of(stream),
                                TopicId.of(topic),
                                Optional.of((long) partition),
                                Consumer.of(1L),
                                strategy,
                                count,
                                false));
    }

    List<String> payloads(
            String stream, String topic, int partition, PollingStrategy strategy, long count) {
        return poll(stream, topic, partition, strategy, count).messages().stream()
                .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    TopicDetails topic(String stream, String topic) {
        return await(sdk.topics().getTopic(StreamId.of(stream), TopicId.of(topic))).orElseThrow();
    }

    /** Does not wait: the client's event loops end some seconds later. */
    @Override
    public void close() {
        var _ = sdk.close();
    }
}
