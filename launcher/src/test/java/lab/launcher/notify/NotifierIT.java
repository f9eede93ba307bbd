package lab.launcher.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import lab.servicekit.http.Json;
import lab.testports.TestPorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Against a receiver and a lab's REST on loopback. */
class NotifierIT {
    private static final String SECRET = "123456:hunter2";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final CountDownLatch hang = new CountDownLatch(1);
    private final Map<String, String> lab = new ConcurrentHashMap<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private volatile int status = 200;
    private volatile boolean isSlow;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), TestPorts.one()),
                        0);
        server.setExecutor(calls);
        server.createContext("/", this::handle);
        server.start();
        lab.put("/api/status", "{\"parts\":[],\"jobs\":[],\"feed\":{\"simulated\":true}}");
        lab.put("/api/killswitch", "{\"engaged\":false}");
        lab.put("/api/trades", "[]");
        lab.put("/api/positions", "{\"accounts\":[]}");
        logged.start();
        ((Logger) LoggerFactory.getLogger("lab")).addAppender(logged);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger("lab")).detachAppender(logged);
        hang.countDown();
        server.stop(0);
        calls.shutdownNow();
        assertThat(logged.list)
                .as("no log shows where one may write")
                .noneMatch(it -> it.getFormattedMessage().contains("hunter2"));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.startsWith("/api/")) {
                byte[] answer = lab.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(
                        answer.length == 0 ? 503 : 200, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
                return;
            }
            paths.add(path);
            if (isSlow) {
                hang.await();
            }
            if (status == 200) {
                told.add(Json.mapper().readTree(body));
            }
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", uri() + "/elsewhere");
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static NotifySettings settings(String url) {
        return LabChangesTest.settings(
                Map.of(
                        "LAB_NOTIFY_URL", url,
                        "LAB_NOTIFY_PER_MINUTE", "60",
                        "LAB_NOTIFY_TIMEOUT", "300ms",
                        "LAB_NOTIFY_DOWN_FOR", "0s"));
    }

    private Notifier notifier(String path) {
        return Notifier.start(
                        settings(uri() + path),
                        uri(),
                        uri(),
                        InstantSource.fixed(NOW),
                        Duration.ofMillis(20))
                .orElseThrow();
    }

    private Outgoing outgoing(String path) {
        String url = uri() + path;
        var outgoing = new Outgoing(Webhook.of(url), settings(url));
        outgoing.start();
        return outgoing;
    }

    private static Note note(String text) {
        return new Note("fill", text, NOW);
    }

    @Test
    void what_changes_in_a_lab_is_posted_to_a_webhook() {
        try (Notifier notifier = notifier("/hooks/hunter2")) {
            assertThat(notifier).isNotNull();
            lab.put("/api/killswitch", "{\"engaged\":true,\"reason\":\"odd\"}");
            eventually(() -> !told.isEmpty());
            assertThat(told.getFirst().path("text").asText())
                    .isEqualTo("[SIMULATED] Kill switch ENGAGED: odd; nothing is ordered");
            assertThat(told.getFirst().path("kind").asText()).isEqualTo("kill_switch");
            assertThat(told.getFirst().path("time").asText()).isEqualTo(NOW.toString());

            lab.remove("/api/status");
            eventually(() -> told.size() > 1);
            assertThat(told.get(1).path("text").asText())
                    .isEqualTo("[SIMULATED] DOWN: console: it does not answer");
        }
        assertThat(paths).containsOnly("/hooks/hunter2");
    }

    @Test
    void a_telegram_bot_gets_its_own_form() {
        try (Outgoing outgoing = outgoing("/bot" + SECRET + "/sendMessage?chat_id=-42")) {
            outgoing.add(note("bought"));
            eventually(() -> !told.isEmpty());
        }
        assertThat(told.getFirst().toString())
                .isEqualTo("{\"chat_id\":\"-42\",\"text\":\"bought\"}");
        assertThat(paths).containsExactly("/bot" + SECRET + "/sendMessage");
    }

    @Test
    void what_comes_together_goes_together_and_nothing_is_lost_while_it_fails() {
        status = 500;
        try (Outgoing outgoing = outgoing("/hooks/hunter2")) {
            outgoing.add(note("first"));
            eventually(() -> outgoing.trouble().isPresent());
            assertThat(outgoing.trouble()).contains("it answers 500");
            for (int i = 0; i < 50; i++) {
                outgoing.add(note("fill " + i));
            }
            status = 200;
            eventually(() -> outgoing.waiting() == 0);
            assertThat(outgoing.trouble()).isEmpty();
        }
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().path("text").asText().lines())
                .hasSize(51)
                .startsWith("first", "fill 0")
                .endsWith("fill 49");
    }

    @Test
    void a_receiver_that_never_answers_holds_up_neither_who_adds_nor_who_closes() {
        isSlow = true;
        long begin = System.nanoTime();
        try (Outgoing outgoing = outgoing("/hooks/hunter2")) {
            outgoing.add(note("first"));
            eventually(() -> !paths.isEmpty());
            for (int i = 0; i < 10_000; i++) {
                outgoing.add(note("fill " + i));
            }
            assertThat(outgoing.waiting()).isEqualTo(Outgoing.WAITING_MAX);
            eventually(() -> outgoing.trouble().isPresent());
            assertThat(outgoing.trouble()).contains("no answer within 300 ms");
            isSlow = false;
            eventually(() -> !told.isEmpty());
            assertThat(told.getFirst().path("text").asText())
                    .startsWith("(9801 older messages were dropped")
                    .endsWith("fill 9999");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void who_is_refused_is_not_tried_again_and_a_redirect_is_not_followed() {
        for (int answer : List.of(403, 302)) {
            status = answer;
            paths.clear();
            try (Outgoing outgoing = outgoing("/hooks/hunter2")) {
                outgoing.add(note("one"));
                eventually(() -> outgoing.waiting() == 0);
                assertThat(outgoing.trouble())
                        .contains("it answers " + answer + ", and would again");
            }
            assertThat(paths).containsExactly("/hooks/hunter2");
        }
    }

    @Test
    void nobody_there_is_no_matter() {
        server.stop(0);
        try (Outgoing outgoing = outgoing("/hooks/hunter2")) {
            outgoing.add(note("one"));
            eventually(() -> outgoing.trouble().isPresent());
            assertThat(outgoing.trouble()).contains("nobody listens there");
        }
    }

    private static void eventually(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > Duration.ofMinutes(1).toNanos()) {
                throw new AssertionError("it must be so within a minute");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
