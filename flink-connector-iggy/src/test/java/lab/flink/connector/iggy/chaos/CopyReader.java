package lab.flink.connector.iggy.chaos;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.PollFrom;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;

/** Reads a topic as it grows, each message once. */
final class CopyReader implements AutoCloseable {

    private final TestServer server;
    private final BiConsumer<UUID, String> found;
    private final Map<Integer, Long> next = new HashMap<>();
    private IggyClient client;

    CopyReader(TestServer server, BiConsumer<UUID, String> found) throws Exception {
        this.server = server;
        this.found = found;
        this.client = connect();
    }

    /** Whatever is new. */
    void readOn(TestTopic topic) throws Exception {
        for (PartitionInfo info : topic.info().partitions()) {
            long at = next.getOrDefault(info.id(), 0L);
            while (at < info.nextOffset()) {
                var where = new PollFrom.Offset(at);
                try (var answer =
                        client.poll(topic.partition(info.id()), "chaos", where, 1_000)
                                .get(30, TimeUnit.SECONDS)) {
                    while (answer.next()) {
                        found.accept(
                                answer.id(), new String(answer.payload(), StandardCharsets.UTF_8));
                        at = answer.offset() + 1;
                    }
                }
            }
            next.put(info.id(), at);
        }
    }

    /** The topic begins anew. */
    void purged() {
        next.clear();
    }

    /** The server was another process before. */
    void connectAgain() throws Exception {
        client.close();
        client = connect();
    }

    @Override
    public void close() {
        client.close();
    }

    private IggyClient connect() throws Exception {
        return IggyClient.connect(server.patientConnection(), 1).get(30, TimeUnit.SECONDS);
    }
}
