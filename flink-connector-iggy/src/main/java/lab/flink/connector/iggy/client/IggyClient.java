// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import lab.flink.connector.iggy.client.Wire.ServedConnection;
import lab.flink.connector.iggy.topic.NameOrId;
import org.apache.flink.annotation.Internal;
import org.apache.iggy.client.async.tcp.AsyncTcpConnection;
import org.apache.iggy.client.async.tcp.AsyncTcpConnection.TCPConnectionPoolConfig;
import org.apache.iggy.exception.IggyNotConnectedException;

/**
 * A logged-in connection to an Iggy 0.8 server. The only class that touches the SDK, of which it
 * uses the connection pool alone: requests and answers are written and read by {@link Wire},
 * because the SDK's own types cost some twenty objects a message.
 *
 * <p>Every request has a deadline of its own. The SDK has none, never completes a request whose
 * connection the server closed, and cannot tell a late answer from the next one's; so after any
 * failure but a refusal this client is to be closed and a new one made ({@link ManagedConnection}).
 *
 * <p>Answers arrive on a network thread: whoever chains on a future must not block in it.
 */
@Internal
public final class IggyClient implements AutoCloseable {

    private static final int PENDING_ACQUIRES_MAX = 1_000;
    private static final int LOGIN_LOOKS_MAX = 100;
    private static final Executor SOON =
            CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

    private final AsyncTcpConnection connection;
    private final ConnectionConfig config;
    private final Deadlines deadlines = Deadlines.open();

    private IggyClient(AsyncTcpConnection connection, ConnectionConfig config) {
        this.connection = connection;
        this.config = config;
    }

    /** Connects and logs in; requests share that many TCP connections, one at a time on each. */
    public static CompletableFuture<IggyClient> connect(ConnectionConfig config, int connections) {
        String what = "login at " + config.address();
        Credentials.Login login;
        ByteBuf payload;
        try {
            login = config.credentials().resolve();
            payload = Wire.login(login);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(IggyException.of(what, e));
        }
        var pool =
                new TCPConnectionPoolConfig(
                        connections, PENDING_ACQUIRES_MAX, config.requestTimeout().toMillis());
        IggyClient client;
        try {
            client =
                    new IggyClient(
                            new AsyncTcpConnection(
                                    config.hostname(),
                                    config.port(),
                                    config.tls() instanceof Tls.On,
                                    config.tls().caFile(),
                                    pool,
                                    Optional.of(config.connectTimeout())),
                            config);
        } catch (RuntimeException e) {
            payload.release();
            return CompletableFuture.failedFuture(
                    config.tls() instanceof Tls.On tls
                            ? LoginFailure.unusable(what, tls, e)
                            : IggyException.of(what, e));
        }
        Duration patience = config.connectTimeout().plus(config.requestTimeout());
        return client.request(what, Wire.loginCommand(login), payload, patience, answer -> client)
                .exceptionallyCompose(failure ->
                        LoginFailure.of(what, config, failure)
                                .thenCompose(CompletableFuture::failedFuture))
                .thenCompose(loggedIn -> loggedIn.knowsOfLogin(what, LOGIN_LOOKS_MAX))
                .whenComplete((connected, failure) -> {
                    if (failure != null) {
                        client.close();
                    }
                });
    }

    /** The topic, or nothing if the server has no such stream or topic. */
    public CompletableFuture<Optional<TopicInfo>> topic(String stream, String topic) {
        return topic(new NameOrId.Name(stream), new NameOrId.Name(topic));
    }

    /** The topic, or nothing if the server has no such stream or topic. */
    public CompletableFuture<Optional<TopicInfo>> topic(NameOrId stream, NameOrId topic) {
        return request(
                "look-up of " + stream + "/" + topic,
                Wire.GET_TOPIC,
                Wire.getTopic(stream, topic),
                config.requestTimeout(),
                answer ->
                        answer.isReadable()
                                ? Optional.of(Wire.readTopic(answer))
                                : Optional.empty());
    }

    /** The name of the stream, or nothing if the server has no such one. */
    public CompletableFuture<Optional<String>> streamName(NameOrId stream) {
        return request(
                "look-up of stream " + stream,
                Wire.GET_STREAM,
                Wire.stream(stream),
                config.requestTimeout(),
                answer ->
                        answer.isReadable()
                                ? Optional.of(Wire.readStreamName(answer))
                                : Optional.empty());
    }

    /** The names of the stream's topics; none if there is no such stream. */
    public CompletableFuture<List<String>> topicNames(String stream) {
        return request(
                "look for topics of " + stream,
                Wire.GET_TOPICS,
                Wire.stream(new NameOrId.Name(stream)),
                config.requestTimeout(),
                Wire::readTopicNames);
    }

    /** What the partition holds from there on, at most {@code count} messages; close the answer. */
    public CompletableFuture<PolledMessages> poll(
            TopicPartition from, String consumer, PollFrom where, int count) {
        var result = new CompletableFuture<PolledMessages>();
        String what = "poll of " + from + " at " + config.address();
        var unused =
                connection
                        .send(Wire.POLL, Wire.poll(from, consumer, where, count))
                        .whenComplete(
                                (answer, failure) -> hand(what, from, answer, failure, result));
        return deadline(what, config.requestTimeout(), result);
    }

    /** Appends the batch; complete once the server has it. */
    public CompletableFuture<Void> send(TopicPartition to, MessageBatch batch) {
        return request(
                        "send to " + to,
                        Wire.SEND,
                        Wire.send(to, batch),
                        config.requestTimeout(),
                        answer -> Optional.empty())
                .thenAccept(done -> {});
    }

    /** Has the server force to its disk what it has taken in of this partition. */
    public CompletableFuture<Void> flush(TopicPartition partition) {
        return request(
                        "flush of " + partition,
                        Wire.FLUSH,
                        Wire.flush(partition),
                        config.requestTimeout(),
                        answer -> Optional.empty())
                .thenAccept(done -> {});
    }

    /** The connection that is used next, as the server knows it. */
    CompletableFuture<ServedConnection> ownConnection() {
        return request(
                "own connection",
                Wire.GET_ME,
                Unpooled.EMPTY_BUFFER,
                config.requestTimeout(),
                ServedConnection::read);
    }

    /** The connection that the server serves under a number now. */
    CompletableFuture<Optional<ServedConnection>> connection(int id) {
        return request(
                "look for connection " + Integer.toUnsignedString(id),
                Wire.GET_CLIENT,
                Wire.getClient(id),
                config.requestTimeout(),
                answer ->
                        answer.isReadable()
                                ? Optional.of(ServedConnection.read(answer))
                                : Optional.empty());
    }

    /** The offset of the last message that the named consumer says to have read. */
    public CompletableFuture<OptionalLong> storedOffset(TopicPartition of, String consumer) {
        return request(
                "stored offset of " + of,
                Wire.GET_OFFSET,
                Wire.getOffset(of, consumer),
                config.requestTimeout(),
                Wire::readStoredOffset);
    }

    /** Says for the named consumer that this offset was the last one read. */
    public CompletableFuture<Void> storeOffset(TopicPartition of, String consumer, long offset) {
        return request(
                        "store of offset of " + of,
                        Wire.STORE_OFFSET,
                        Wire.storeOffset(of, consumer, offset),
                        config.requestTimeout(),
                        answer -> Optional.empty())
                .thenAccept(done -> {});
    }

    /** Returns at once; the SDK takes its seconds to let go of its threads. */
    @Override
    public void close() {
        var unused = connection.close();
        deadlines.close();
    }

    /**
     * Complete once a request that needs the login went through. The SDK tells of a login before it
     * notes it for itself: what is sent at that moment on another connection of the pool is refused
     * by the SDK as not authenticated.
     */
    private CompletableFuture<IggyClient> knowsOfLogin(String what, int looks) {
        return request(
                        what,
                        Wire.GET_ME,
                        Unpooled.EMPTY_BUFFER,
                        config.requestTimeout(),
                        answer -> this)
                .exceptionallyCompose(failure ->
                        looks > 1 && isNotConnected(failure)
                                ? CompletableFuture.supplyAsync(() -> looks - 1, SOON)
                                        .thenCompose(left -> knowsOfLogin(what, left))
                                : CompletableFuture.failedFuture(failure));
    }

    private static boolean isNotConnected(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IggyNotConnectedException) {
                return true;
            }
        }
        return false;
    }

    private interface Reader<T> {
        T read(ByteBuf answer);
    }

    private <T> CompletableFuture<T> request(
            String what, int command, ByteBuf payload, Duration patience, Reader<T> reader) {
        var result = new CompletableFuture<T>();
        String where = what.contains(config.address()) ? what : what + " at " + config.address();
        var unused =
                connection
                        .send(command, payload)
                        .whenComplete((answer, failure) -> read(answer, failure, reader, result));
        return deadline(where, patience, result);
    }

    private static <T> void read(
            ByteBuf answer, Throwable failure, Reader<T> reader, CompletableFuture<T> result) {
        if (failure != null) {
            result.completeExceptionally(failure);
            return;
        }
        try {
            result.complete(reader.read(answer));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        } finally {
            answer.release();
        }
    }

    private static void hand(
            String what,
            TopicPartition from,
            ByteBuf answer,
            Throwable failure,
            CompletableFuture<PolledMessages> result) {
        if (failure != null) {
            result.completeExceptionally(IggyException.ofPoll(what, failure));
            return;
        }
        try {
            var messages = new PolledMessages(from, answer);
            if (!result.complete(messages)) {
                messages.close(); // too late: the deadline has passed
            }
        } catch (IggyException | RuntimeException e) {
            answer.release();
            result.completeExceptionally(IggyException.of(what, e));
        }
    }

    private <T> CompletableFuture<T> deadline(
            String what, Duration patience, CompletableFuture<T> result) {
        return deadlines
                .failAfter(patience, result)
                .exceptionally(failure -> {
                    throw new CompletionException(IggyException.of(what, failure));
                });
    }
}
