package lab.benchmarks.reads;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacedReadsIT {
    private static final Duration STALL = Duration.ofMillis(500);

    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.close();
    }

    @Test
    void charges_a_stall_to_all_that_was_due_while_it_lasted() throws Exception {
        answerBy(200);

        PacedReads.Outcome outcome =
                PacedReads.run(List.of(uri("/one"), uri("/other")), 200, Duration.ofSeconds(2));

        assertThat(outcome.errors()).isZero();
        assertThat(asked).hasValue(400);
        assertThat(outcome.latencies().count()).isEqualTo(400);
        // A quarter of the requests were due in the half second that nobody was answered in
        assertThat(outcome.latencies().millis(0.85)).isGreaterThan(STALL.toMillis() / 5.0);
        assertThat(outcome.latencies().millis(1)).isGreaterThanOrEqualTo(STALL.toMillis() * 0.9);
    }

    @Test
    void counts_what_is_not_answered_well() throws Exception {
        answerBy(503);

        PacedReads.Outcome outcome = PacedReads.run(List.of(uri("/")), 100, Duration.ofMillis(500));

        assertThat(outcome.errors()).isEqualTo(50);
    }

    /** Every request that comes within the half second behind the hundredth waits for its end. */
    private void answerBy(int status) {
        long[] until = {0};
        server.createContext(
                "/",
                exchange -> {
                    int number = asked.incrementAndGet();
                    synchronized (until) {
                        if (number == 100) {
                            until[0] = System.nanoTime() + STALL.toNanos();
                        }
                    }
                    LockSupport.parkNanos(until[0] - System.nanoTime());
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
    }
}
