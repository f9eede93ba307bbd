package lab.benchmarks.reads;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import lab.benchmarks.measure.Latencies;

/**
 * Requests at a fixed rate over connections that stay open.
 *
 * <p>Each request has a time at which it is due, and its latency counts from there. So a server
 * that stalls is charged for all that had to wait meanwhile, not for one slow answer alone.
 */
final class PacedReads {
    /** Each is due every 32 ms at 1,000 requests a second. */
    static final int CONNECTIONS = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final double NANOS_A_SECOND = 1e9;
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final LongAdder errors = new LongAdder();
    private final List<HttpRequest> requests;
    private final long apartNanos;
    private final long[] took;
    private long begun;

    private PacedReads(List<URI> addresses, int aSecond, Duration length) {
        this.requests =
                addresses.stream()
                        .map(uri -> HttpRequest.newBuilder(uri).timeout(PATIENCE).build())
                        .toList();
        this.apartNanos = Math.round(NANOS_A_SECOND / aSecond);
        this.took = new long[Math.toIntExact(length.toNanos() / apartNanos)];
    }

    /**
     * What came of it.
     *
     * @param errors requests that failed, or were answered by anything but 200
     * @param aSecond requests that were answered in each second, from the first until the last
     */
    record Outcome(Latencies latencies, long errors, double aSecond) {}

    /** Asks for the addresses in turn. */
    static Outcome run(List<URI> addresses, int aSecond, Duration length)
            throws InterruptedException, ExecutionException {
        var reads = new PacedReads(addresses, aSecond, length);
        try (var _ = reads.http) {
            return reads.run();
        }
    }

    private Outcome run() throws InterruptedException, ExecutionException {
        begun = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                int first = connection;
                all.add(
                        threads.submit(() -> {
                            every(first);
                            return null;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        double seconds = (System.nanoTime() - begun) / NANOS_A_SECOND;
        var latencies = new Latencies(took.length);
        for (long nanos : took) {
            latencies.add(nanos);
        }
        return new Outcome(latencies, errors.sum(), took.length / seconds);
    }

    private void every(int first) throws InterruptedException {
        for (int each = first; each < took.length; each += CONNECTIONS) {
            long due = begun + each * apartNanos;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (!isAnswered(requests.get(each % requests.size()))) {
                errors.increment();
            }
            took[each] = System.nanoTime() - due;
        }
    }

    private boolean isAnswered(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }
}
