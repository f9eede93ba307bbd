package lab.benchmarks.broker;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.BytesMessageId;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.MessageHeader;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PollingStrategy;

/** The official Java SDK, with a deadline for every answer. */
final class SdkClient implements Client {
    static final Kind KIND =
            new Kind() {
                @Override
                public String label() {
                    return "Java SDK";
                }

                @Override
                public Client open(Server server, Place place, int batchMessages)
                        throws IOException, InterruptedException {
                    return new SdkClient(server, place, batchMessages);
                }
            };

    private static final int DEADLINE_SECONDS = 15;

    private final AsyncIggyTcpClient sdk;
    private final StreamId stream;
    private final TopicId topic;
    private final long partition;
    private final List<Message> batch;

    private SdkClient(Server server, Place place, int batchMessages)
            throws IOException, InterruptedException {
        sdk =
                await(
                        AsyncIggyTcpClient.builder()
                                .host(server.host())
                                .port(server.port())
                                .credentials(server.user(), server.password())
                                .connectionPoolSize(1)
                                .buildAndLogin());
        stream = StreamId.of(place.stream());
        topic = TopicId.of(place.topic());
        partition = place.partition();
        batch = Collections.nCopies(batchMessages, message());
    }

    private static Message message() {
        byte[] payload = new byte[BrokerBenchmark.PAYLOAD_BYTES];
        var header =
                new MessageHeader(
                        BigInteger.ZERO,
                        new BytesMessageId(new byte[16]),
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        0L,
                        (long) payload.length,
                        BigInteger.ZERO);
        return new Message(header, payload, Map.of());
    }

    @Override
    public void send() throws IOException, InterruptedException {
        await(
                sdk.messages()
                        .sendMessages(stream, topic, Partitioning.partitionId(partition), batch));
    }

    @Override
    public int poll(long offset) throws IOException, InterruptedException {
        return await(
                        sdk.messages()
                                .pollMessages(
                                        stream,
                                        topic,
                                        Optional.of(partition),
                                        Consumer.of(0L),
                                        PollingStrategy.offset(BigInteger.valueOf(offset)),
                                        (long) batch.size(),
                                        false))
                .messages()
                .size();
    }

    /** Removes a stream and all that is in it. */
    void deleteStream() throws IOException, InterruptedException {
        await(sdk.streams().deleteStream(stream));
    }

    static SdkClient administrator(Server server, String stream)
            throws IOException, InterruptedException {
        return new SdkClient(server, new Place(stream, "none", 0), 1);
    }

    private static <T> T await(CompletableFuture<T> answer)
            throws IOException, InterruptedException {
        try {
            return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("broker: must answer within " + DEADLINE_SECONDS + " s, " + e, e);
        }
    }

    /** Does not wait: the SDK takes seconds to end its threads. */
    @Override
    public void close() {
        var _ = sdk.close();
    }
}
