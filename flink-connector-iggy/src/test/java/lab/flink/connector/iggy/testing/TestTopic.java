package lab.flink.connector.iggy.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.client.PollFrom;
import lab.flink.connector.iggy.client.TopicInfo;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.topic.CompressionAlgorithm;
import org.apache.iggy.topic.TopicDetails;

/** A topic of its own for one test, in a stream of its own; made and changed through the SDK. */
public final class TestTopic implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long PATIENCE_SECONDS = 120;

    private final TestServer server;
    private final String stream;
    private final String topic;
    private final BigInteger expiryMicros;
    private final IggyClient client;

    private TestTopic(TestServer server, String stream, String topic) {
        this(server, stream, topic, BigInteger.ZERO);
    }

    private TestTopic(TestServer server, String stream, String topic, BigInteger expiryMicros) {
        this.expiryMicros = expiryMicros;
        this.server = server;
        this.stream = stream;
        this.topic = topic;
        this.client = await(IggyClient.connect(server.patientConnection(), 1));
    }

    public static TestTopic create(int partitions) {
        return create(TestServer.shared(), partitions);
    }

    public static TestTopic create(TestServer server, int partitions) {
        TestTopic named = unmade(server);
        named.make(partitions);
        return named;
    }

    /** One that keeps messages for so long. */
    public static TestTopic expiring(TestServer server, Duration expiry) {
        String stream = "test-" + System.nanoTime() + "-" + NUMBER.incrementAndGet();
        var topic =
                new TestTopic(
                        server, stream, "messages", BigInteger.valueOf(expiry.toNanos() / 1_000));
        topic.make(1);
        return topic;
    }

    /** The topic of this name, whether it is there or not. */
    public static TestTopic of(TestServer server, String stream, String topic) {
        return new TestTopic(server, stream, topic);
    }

    /** A name for a topic; nothing of it exists yet. */
    public static TestTopic unmade() {
        return unmade(TestServer.shared());
    }

    private static TestTopic unmade(TestServer server) {
        String stream = "test-" + System.nanoTime() + "-" + NUMBER.incrementAndGet();
        return new TestTopic(server, stream, "messages");
    }

    /** The same topic through a new connection. */
    public TestTopic reopened() {
        return new TestTopic(server, stream, topic);
    }

    /** Another topic of the same stream. */
    public TestTopic sibling(String name, int partitions) {
        var sibling = new TestTopic(server, stream, name);
        sibling.administer(admin -> sibling.createTopic(admin, partitions));
        return sibling;
    }

    public void make(int partitions) {
        administer(admin ->
                admin.streams()
                        .createStream(stream)
                        .thenCompose(made -> createTopic(admin, partitions)));
    }

    /** The topic alone: its stream is there. */
    public void makeTopic(int partitions) {
        administer(admin -> createTopic(admin, partitions));
    }

    public void addPartitions(long count) {
        administer(admin ->
                admin.partitions().createPartitions(StreamId.of(stream), TopicId.of(topic), count));
    }

    public void deleteTopic() {
        administer(admin -> admin.topics().deleteTopic(StreamId.of(stream), TopicId.of(topic)));
    }

    /**
     * All messages of the topic go; its partitions stay, and count from 0 again. They are saved
     * before: a 0.8.0 server keeps giving out what it had only in memory, and damages the log when
     * it saves that behind the new messages ({@code DamagedLogIT}).
     */
    public void purge() {
        RawRequests.purge(server, stream, topic, info().partitions().size());
    }

    public void deletePartitions(long count) {
        administer(admin ->
                admin.partitions().deletePartitions(StreamId.of(stream), TopicId.of(topic), count));
    }

    /** How many connections the server has, this question's among them. */
    public int connections() {
        return administer(admin -> admin.system().getClients()).size();
    }

    public TestServer server() {
        return server;
    }

    public String stream() {
        return stream;
    }

    public String topic() {
        return topic;
    }

    public TopicPartition partition(int id) {
        return new TopicPartition(stream, topic, id);
    }

    public TopicInfo info() {
        return await(client.topic(stream, topic)).orElseThrow();
    }

    /** The number that the server has given to the stream. */
    public long streamId() {
        return administer(admin -> admin.streams().getStream(StreamId.of(stream)))
                .orElseThrow()
                .id();
    }

    /** The number that the server has given to the topic. */
    public long topicId() {
        return administer(admin -> admin.topics().getTopic(StreamId.of(stream), TopicId.of(topic)))
                .orElseThrow()
                .id();
    }

    /** Sends texts {@code prefix + from} to {@code prefix + (to - 1)}, and returns them. */
    public List<String> send(int partition, String prefix, int from, int to) {
        List<String> texts = IntStream.range(from, to).mapToObj(i -> prefix + i).toList();
        send(partition, texts);
        return texts;
    }

    public void send(int partition, List<String> texts) {
        for (int start = 0; start < texts.size(); start += 1_000) {
            var batch = new MessageBatch();
            for (String text : texts.subList(start, Math.min(texts.size(), start + 1_000))) {
                batch.add(text.getBytes(StandardCharsets.UTF_8), 0, null, Map.of());
            }
            send(partition, batch);
        }
    }

    public void send(int partition, MessageBatch batch) {
        await(client.send(partition(partition), batch));
    }

    /** All texts of the topic, by partition and in order. */
    public Map<Integer, List<String>> readAll() {
        var all = new TreeMap<Integer, List<String>>();
        for (TopicInfo.PartitionInfo info : info().partitions()) {
            all.put(info.id(), read(info.id(), info.nextOffset()));
        }
        return all;
    }

    public OptionalLong storedOffset(int partition, String consumer) {
        return await(client.storedOffset(partition(partition), consumer));
    }

    public void storeOffset(int partition, String consumer, long offset) {
        await(client.storeOffset(partition(partition), consumer, offset));
    }

    @Override
    public void close() {
        client.close();
    }

    private List<String> read(int partition, long end) {
        var texts = new ArrayList<String>();
        while (texts.size() < end) {
            var where = new PollFrom.Offset(texts.size());
            try (var answer = await(client.poll(partition(partition), "test", where, 1_000))) {
                while (answer.next()) {
                    texts.add(new String(answer.payload(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    private CompletableFuture<TopicDetails> createTopic(AsyncIggyTcpClient admin, long partitions) {
        return admin.topics()
                .createTopic(
                        StreamId.of(stream),
                        partitions,
                        CompressionAlgorithm.None,
                        expiryMicros,
                        BigInteger.ZERO,
                        Optional.empty(),
                        topic);
    }

    private <R> R administer(Function<AsyncIggyTcpClient, CompletableFuture<R>> work) {
        AsyncIggyTcpClient admin =
                AsyncIggyTcpClient.builder()
                        .host(server.host())
                        .port(server.port())
                        .credentials(server.username(), server.password())
                        .connectionPoolSize(1) // of two, the second may not know of the login yet
                        .build();
        R result =
                await(
                        admin.connect()
                                .thenCompose(c -> admin.login())
                                .thenCompose(i -> work.apply(admin)));
        var _ = admin.close();
        return result;
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("test server: request failed", e);
        }
    }
}
