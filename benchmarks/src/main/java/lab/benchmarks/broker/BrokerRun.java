package lab.benchmarks.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lab.benchmarks.measure.Latencies;
import lab.topics.BusException;
import lab.topics.BusTopics;
import lab.topics.Topic;

/** One round of one kind of client against one broker: in, out, and one by one. */
final class BrokerRun {
    private static final int CLIENTS = 2;
    private static final int BATCH_MESSAGES = 1_000;
    private static final int SINGLE_PARTITION = CLIENTS;
    private static final int SINGLES_MAX = 1_000_000;
    private static final int SINGLES_WARM_UP = 2_000;

    /** So that a fast broker does not fill the disk. */
    private static final long MESSAGES_MAX = 2_000_000;

    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(10);
    private static final double NANOS_A_SECOND = 1e9;

    private final Server server;
    private final Client.Kind kind;
    private final String stream;
    private final long nanos;

    BrokerRun(Server server, Client.Kind kind, String stream, Duration duration) {
        this.server = server;
        this.kind = kind;
        this.stream = stream;
        this.nanos = duration.toNanos();
    }

    /** Rates in messages a second. */
    record Result(double in, double out, Latencies single) {}

    Result run() throws IOException, InterruptedException, BusException {
        BusTopics.ensure(server.connection(), stream, TOPICS_WITHIN);
        var administrator = SdkClient.administrator(server, stream);
        try {
            double in = together(this::produce);
            double out = together(this::consume);
            return new Result(in, out, singles());
        } finally {
            administrator.deleteStream();
            administrator.close();
        }
    }

    /** What a client did. */
    private record Done(long messages, long nanos) {}

    private interface Work {
        Done of(Client client) throws IOException, InterruptedException;
    }

    /** All clients at once: the sum of messages over the longest time. */
    private double together(Work work) throws IOException, InterruptedException {
        List<Client> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<Done>> tasks = new ArrayList<>();
            for (int partition = 0; partition < CLIENTS; partition++) {
                Client client = open(partition, BATCH_MESSAGES);
                clients.add(client);
                tasks.add(() -> work.of(client));
            }
            long messages = 0;
            long longest = 0;
            for (Future<Done> future : threads.invokeAll(tasks)) {
                Done done = future.get();
                messages += done.messages();
                longest = Math.max(longest, done.nanos());
            }
            return messages * NANOS_A_SECOND / longest;
        } catch (ExecutionException e) {
            throw new IOException("broker: a client must get through, " + e.getCause(), e);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private Client open(int partition, int batchMessages) throws IOException, InterruptedException {
        var place = new Client.Place(stream, Topic.PRICES.topicName(), partition);
        return kind.open(server, place, batchMessages);
    }

    private Done produce(Client client) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long messages = 0;
        while (System.nanoTime() - start < nanos && messages < MESSAGES_MAX) {
            client.send();
            messages += BATCH_MESSAGES;
        }
        return new Done(messages, System.nanoTime() - start);
    }

    private Done consume(Client client) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long offset = 0;
        int came;
        while (System.nanoTime() - start < nanos && (came = client.poll(offset)) > 0) {
            offset += came;
        }
        return new Done(offset, System.nanoTime() - start);
    }

    private Latencies singles() throws IOException, InterruptedException {
        var latencies = new Latencies(SINGLES_MAX);
        try (Client client = open(SINGLE_PARTITION, 1)) {
            for (int i = 0; i < SINGLES_WARM_UP; i++) {
                client.send();
            }
            long start = System.nanoTime();
            long sent = start;
            while (sent - start < nanos && latencies.count() < SINGLES_MAX) {
                client.send();
                long now = System.nanoTime();
                latencies.add(now - sent);
                sent = now;
            }
        }
        return latencies;
    }
}
