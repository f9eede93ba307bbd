package lab.topics;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.iggy.client.async.tcp.AsyncTcpConnection;
import org.apache.iggy.client.async.tcp.AsyncTcpConnection.TCPConnectionPoolConfig;
import org.apache.iggy.client.async.tcp.ConsumerOffsetsTcpClient;
import org.apache.iggy.client.async.tcp.StreamsTcpClient;
import org.apache.iggy.client.async.tcp.TopicsTcpClient;
import org.apache.iggy.client.async.tcp.UsersTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.exception.IggyServerException;
import org.apache.iggy.identifier.ConsumerId;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.topic.CompressionAlgorithm;
import org.apache.iggy.topic.TopicDetails;

/**
 * One logged-in connection to an Iggy 0.8 broker, one request at a time.
 *
 * <p>It is the only class that touches the SDK's inner connection. Three things of SDK 0.8.0 make
 * it necessary: the public client builds some ten objects for a message, it never gives up on a
 * server that has gone, and its pool does not keep the order of sends. So batches are encoded here
 * (layout: the server's wire protocol 0.8), every wait has a deadline, and there is one socket. A
 * link that has once failed to answer is not used again: its owner closes it and opens another.
 */
public final class IggyLink implements AutoCloseable {
    private static final int SEND_MESSAGES = 101;
    private static final int POLL_MESSAGES = 100;
    private static final int DELETE_CONSUMER_OFFSET = 122;
    private static final byte BY_NAME = 2;
    private static final byte BY_PARTITION = 2;
    private static final byte FROM_OFFSET = 1;
    private static final byte PLAIN_CONSUMER = 1;
    private static final int PENDING_MAX = 16;

    private final AsyncTcpConnection connection;
    private final BusConnection settings;

    private IggyLink(AsyncTcpConnection connection, BusConnection settings) {
        this.connection = connection;
        this.settings = settings;
    }

    static IggyLink open(BusConnection settings) throws BusException, InterruptedException {
        Duration deadline = settings.connectDeadline();
        var connection =
                new AsyncTcpConnection(
                        settings.host(),
                        settings.port(),
                        false,
                        Optional.empty(),
                        new TCPConnectionPoolConfig(
                                1, PENDING_MAX, settings.requestDeadline().toMillis()),
                        Optional.of(deadline));
        var link = new IggyLink(connection, settings);
        try {
            link.await("connect", connection.connect(), deadline.multipliedBy(2));
            var users = new UsersTcpClient(connection);
            link.await("log in", users.login(settings.username(), settings.password()), deadline);
            return link;
        } catch (BusException | InterruptedException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** Does not wait: the SDK takes two seconds to shut its threads down. */
    @Override
    public void close() {
        var _ = connection.close();
    }

    public void send(String stream, Topic topic, int partition, SendBuffer batch, int from, int to)
            throws BusException, InterruptedException {
        int count = to - from;
        ByteBuf head = Unpooled.buffer(64 + stream.length() + 16 * count);
        head.writeIntLE(0);
        writePlace(head, stream, topic);
        head.writeByte(BY_PARTITION).writeByte(4).writeIntLE(partition);
        head.writeIntLE(count);
        head.setIntLE(0, head.writerIndex() - 4);
        int start = batch.start(from);
        for (int i = from; i < to; i++) {
            head.writeIntLE(0).writeIntLE(batch.start(i + 1) - start).writeLongLE(0);
        }
        ByteBuf body = Unpooled.wrappedBuffer(batch.bytes(), start, batch.start(to) - start);
        ByteBuf frame = Unpooled.wrappedBuffer(head, body);
        ByteBuf answer = ask("send to " + topic.topicName(), SEND_MESSAGES, frame);
        answer.release();
    }

    List<BusMessage> poll(String stream, Topic topic, int partition, long offset, int count)
            throws BusException, InterruptedException {
        ByteBuf request = Unpooled.buffer(64 + stream.length());
        request.writeByte(PLAIN_CONSUMER).writeByte(1).writeByte(4).writeIntLE(0);
        writePlace(request, stream, topic);
        request.writeByte(1).writeIntLE(partition);
        request.writeByte(FROM_OFFSET).writeLongLE(offset);
        request.writeIntLE(count).writeByte(0);
        ByteBuf answer = ask("poll " + topic.topicName(), POLL_MESSAGES, request);
        try {
            return PollAnswer.read(topic, partition, answer);
        } finally {
            answer.release();
        }
    }

    void createStream(String name) throws BusException, InterruptedException {
        await("create stream " + name, new StreamsTcpClient(connection).createStream(name));
    }

    void deleteStream(String name) throws BusException, InterruptedException {
        await(
                "delete stream " + name,
                new StreamsTcpClient(connection).deleteStream(StreamId.of(name)));
    }

    boolean hasStream(String name) throws BusException, InterruptedException {
        var streams = new StreamsTcpClient(connection);
        return await("look for stream " + name, streams.getStream(StreamId.of(name))).isPresent();
    }

    void createTopic(String stream, Topic topic, int partitions, BusRetention retention)
            throws BusException, InterruptedException {
        await(
                "create topic " + topic.topicName(),
                new TopicsTcpClient(connection)
                        .createTopic(
                                StreamId.of(stream),
                                (long) partitions,
                                CompressionAlgorithm.None,
                                retention.micros(topic),
                                retention.size(topic),
                                Optional.empty(),
                                topic.topicName()));
    }

    /** Changes how long and how much of a topic is kept. */
    void retain(String stream, Topic topic, BusRetention retention)
            throws BusException, InterruptedException {
        await(
                "change topic " + topic.topicName(),
                new TopicsTcpClient(connection)
                        .updateTopic(
                                StreamId.of(stream),
                                TopicId.of(topic.topicName()),
                                CompressionAlgorithm.None,
                                retention.micros(topic),
                                retention.size(topic),
                                Optional.empty(),
                                topic.topicName()));
    }

    Optional<TopicDetails> findTopic(String stream, Topic topic)
            throws BusException, InterruptedException {
        return await(
                "look for topic " + topic.topicName(),
                new TopicsTcpClient(connection)
                        .getTopic(StreamId.of(stream), TopicId.of(topic.topicName())));
    }

    OptionalLong storedOffset(String stream, Topic topic, int partition, String consumer)
            throws BusException, InterruptedException {
        var stored =
                await(
                        "ask for the offset of " + consumer,
                        new ConsumerOffsetsTcpClient(connection)
                                .getConsumerOffset(
                                        StreamId.of(stream),
                                        TopicId.of(topic.topicName()),
                                        Optional.of((long) partition),
                                        Consumer.of(ConsumerId.of(consumer))));
        return stored.isPresent()
                ? OptionalLong.of(stored.get().storedOffset().longValueExact())
                : OptionalLong.empty();
    }

    /** The SDK has no call for it. */
    void forgetOffset(String stream, Topic topic, int partition, String consumer)
            throws BusException, InterruptedException {
        byte[] name = consumer.getBytes(StandardCharsets.UTF_8);
        ByteBuf request = Unpooled.buffer(64 + stream.length() + name.length);
        request.writeByte(PLAIN_CONSUMER).writeByte(BY_NAME);
        request.writeByte(name.length).writeBytes(name);
        writePlace(request, stream, topic);
        request.writeByte(1).writeIntLE(partition);
        ask("forget the offset of " + consumer, DELETE_CONSUMER_OFFSET, request).release();
    }

    private static void writePlace(ByteBuf request, String stream, Topic topic) {
        for (String name : List.of(stream, topic.topicName())) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            request.writeByte(BY_NAME).writeByte(bytes.length).writeBytes(bytes);
        }
    }

    private ByteBuf ask(String what, int code, ByteBuf request)
            throws BusException, InterruptedException {
        return await(what, connection.send(code, request), settings.requestDeadline());
    }

    private <T> T await(String what, CompletableFuture<T> answer)
            throws BusException, InterruptedException {
        return await(what, answer, settings.requestDeadline());
    }

    private <T> T await(String what, CompletableFuture<T> answer, Duration deadline)
            throws BusException, InterruptedException {
        try {
            return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof IggyServerException refusal) {
                throw BusException.refused(
                        "broker at %s: refused to %s, code %d"
                                .formatted(settings.address(), what, refusal.getRawErrorCode()),
                        refusal.getRawErrorCode(),
                        cause);
            }
            throw BusException.unreachable(
                    "broker at %s: could not %s, %s"
                            .formatted(settings.address(), what, cause.getMessage()),
                    cause);
        } catch (TimeoutException e) {
            throw BusException.unreachable(
                    "broker at %s: must answer within %s, did not to %s"
                            .formatted(settings.address(), deadline, what),
                    e);
        }
    }
}
