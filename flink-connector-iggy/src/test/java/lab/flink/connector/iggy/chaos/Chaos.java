package lab.flink.connector.iggy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.sink.IggySerializationSchema;
import lab.flink.connector.iggy.sink.IggySink;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.testing.BreaksWhenTold;
import lab.flink.connector.iggy.testing.JavaProcess;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestJobs;
import lab.flink.connector.iggy.testing.TestProxy;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/** A job that copies a topic exactly once, its broker, the way between them, and the books. */
final class Chaos implements AutoCloseable {

    private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(500);
    private static final RetryPolicy PATIENT =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));

    /** Of both topics and the reader, and that which asks. */
    private static final int OWN_CONNECTIONS = 4;

    private static final int PARTITIONS_MAX = 6;
    private static final int PARALLELISM_MAX = 3;
    private static final int MESSAGES_MAX = 1_500;

    private final Random random;
    private final TestServer server;
    private final Path folder;
    private final boolean ownBroker;
    private final TestCluster cluster = TestCluster.shared();
    private final Books books = new Books();
    private final TestProxy proxy;
    private final ToldLosses told;
    private final CopyReader reader;
    private @Nullable Process broker;
    private TestTopic topic;
    private TestTopic copy;
    private JobID job;
    private @Nullable String goneOnFrom;
    private int topicPartitions = 2;
    private int copyPartitions = 3;
    private int sends;

    /** The broker is killed only if it is the world's own. */
    Chaos(Random random, TestServer server, Path folder, boolean ownBroker) throws Exception {
        this.random = random;
        this.server = server;
        this.folder = folder;
        this.ownBroker = ownBroker;
        if (ownBroker) {
            broker = JavaProcess.broker(server, folder.resolve("iggy"));
        }
        proxy = new TestProxy(server);
        topic = TestTopic.create(server, topicPartitions);
        copy = topic.sibling("copy", copyPartitions);
        told = new ToldLosses(topic.stream(), topic.topic());
        reader = new CopyReader(server, books::found);
        job = submit(settings());
        send();
        settle();
    }

    void send() {
        int count = 1 + random.nextInt(MESSAGES_MAX);
        for (int partition = 0; partition < topicPartitions; partition++) {
            if (random.nextInt(3) > 0) {
                send(partition, count);
            }
        }
    }

    void befall(Blow blow) throws Exception {
        switch (blow) {
            case CUT -> proxy.cut();
            case LOSE_ANSWERS -> proxy.loseAnswersToSends(1 + random.nextInt(4));
            case HOLD_SEND -> holdSend();
            case HANG -> hang();
            case GO_AWAY -> goAway();
            case BREAK_TASK -> breakTask();
            case KILL_JOB -> killJob();
            case MOVE_JOB -> moveJob();
            case KILL_BROKER -> killBroker();
            case PURGE_TOPIC -> purgeTopic();
            case PURGE_COPY -> purgeCopy();
            case WIDEN_TOPIC -> widenTopic();
            case WIDEN_COPY -> widenCopy();
        }
    }

    void pause(int millisMax) throws InterruptedException {
        Thread.sleep(random.nextInt(millisMax));
    }

    /** Lets all come to its end, and looks into the books. */
    void settle() throws Exception {
        proxy.loseAnswersToSends(0);
        List<String> last = new ArrayList<>();
        for (int partition = 0; partition < topicPartitions; partition++) {
            last.addAll(send(partition, 1));
        }
        TestCluster.await(
                "all copied",
                () -> read() && last.stream().allMatch(books::has),
                () -> "but " + books);
        cluster.awaitCheckpoint(job);
        assertThat(read()).isTrue();
        assertThat(books.settle(told)).isEmpty();
        assertThat(cluster.status(job)).isEqualTo(JobStatus.RUNNING);
    }

    @Override
    public String toString() {
        return books.toString();
    }

    @Override
    public void close() throws IOException {
        if (!cluster.status(job).isGloballyTerminalState()) {
            cluster.cancel(job);
        }
        proxy.close();
        told.close();
        reader.close();
        topic.close();
        copy.close();
        if (broker != null) {
            broker.destroyForcibly();
        }
    }

    private List<String> send(int partition, int count) {
        List<String> texts = topic.send(partition, "s" + sends++ + "p" + partition + "-", 0, count);
        books.sent(partition, texts);
        return texts;
    }

    private boolean read() {
        try {
            reader.readOn(copy);
            return true;
        } catch (Exception e) {
            throw new AssertionError("the copy cannot be read", e);
        }
    }

    /** What was on its way is there, and nothing comes any more. A server has others, too. */
    private void awaitNobodyElse() {
        if (ownBroker) {
            TestCluster.await("nobody else", () -> copy.connections() <= OWN_CONNECTIONS);
        } else {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
    }

    /** What a job that is gone had sent must not come after its successor: nobody could tell. */
    private void awaitRestored() {
        cluster.awaitCheckpoint(job);
    }

    private void holdSend() throws InterruptedException {
        awaitRestored();
        proxy.holdNextSend();
        pause(1_500);
        proxy.releaseSend();
    }

    private void hang() throws InterruptedException {
        awaitRestored();
        proxy.hang(true);
        pause(1_000);
        proxy.hang(false);
    }

    private void goAway() throws Exception {
        proxy.goAway();
        pause(500);
        proxy.comeBack();
    }

    private void breakTask() {
        int records = random.nextInt(MESSAGES_MAX);
        BreaksWhenTold.soon(topic.stream(), records);
        send(0, records + 1);
        TestCluster.await("a broken task", () -> BreaksWhenTold.hasBroken(topic.stream()));
    }

    private void killJob() {
        cluster.cancel(job);
        awaitNobodyElse();
        goOn(cluster.newestCheckpoint(job).orElse(goneOnFrom));
    }

    private void moveJob() {
        awaitRestored(); // a savepoint wants all tasks to run
        goOn(cluster.stopWithSavepoint(job));
    }

    /** Without one yet, the job begins anew: it has sent nothing either. */
    private void goOn(@Nullable String from) {
        goneOnFrom = from;
        job = submit(from == null ? settings() : TestCluster.restored(from, settings()));
    }

    private void killBroker() throws Exception {
        if (!ownBroker || broker == null) {
            return;
        }
        topic.close();
        copy.close();
        JavaProcess.kill(broker);
        broker = JavaProcess.broker(server, folder.resolve("iggy"));
        topic = topic.reopened();
        copy = copy.reopened();
        reader.connectAgain();
    }

    /**
     * The source must know each log, or it cannot miss what is gone. It may have no time to read.
     */
    private void purgeTopic() throws Exception {
        settle();
        boolean unread = random.nextBoolean();
        if (unread) {
            proxy.goAway();
        }
        send();
        pause(100);
        books.purging(told);
        topic.purge();
        if (unread) {
            proxy.comeBack();
        }
    }

    /** Nothing may come between the last look and the purge. */
    private void purgeCopy() throws Exception {
        awaitRestored();
        proxy.goAway();
        awaitNobodyElse();
        assertThat(read()).isTrue();
        copy.purge();
        books.copyPurged();
        reader.purged();
        proxy.comeBack();
    }

    private void widenTopic() {
        if (topicPartitions < PARTITIONS_MAX) {
            topic.addPartitions(1);
            topicPartitions++;
        }
    }

    private void widenCopy() {
        if (copyPartitions < PARTITIONS_MAX) {
            copy.addPartitions(1);
            copyPartitions++;
        }
    }

    private JobID submit(Configuration settings) {
        var environment = TestCluster.environment(settings, 1 + random.nextInt(PARALLELISM_MAX));
        environment.setMaxParallelism(PARTITIONS_MAX);
        environment
                .fromSource(
                        TestJobs.source(topic, server)
                                .connection(connection())
                                .onDataLoss(DataLossPolicy.WARN)
                                .discoveryInterval(Duration.ofMillis(200))
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "source")
                .uid("source")
                .map(new BreaksWhenTold(topic.stream()))
                .uid("between")
                .sinkTo(
                        IggySink.<String>builder().connection(connection()).stream(copy.stream())
                                .topic(copy.topic())
                                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                                .maxBatchRows(100)
                                .serializer(
                                        IggySerializationSchema.ofPayload(new SimpleStringSchema()))
                                .build())
                .uid("sink")
                .setParallelism(1 + random.nextInt(PARALLELISM_MAX));
        return cluster.submit(environment);
    }

    private ConnectionConfig connection() {
        return server.through(proxy.port())
                .connection()
                .withRequestTimeout(REQUEST_TIMEOUT)
                .withRetry(PATIENT);
    }

    /** Checkpoints stay when the job ends: it goes on from the newest. */
    private Configuration settings() {
        Configuration settings = TestCluster.settings(Integer.MAX_VALUE);
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        return settings;
    }
}
