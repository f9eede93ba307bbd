package lab.launcher.notify;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is still to be told, and the thread that tells it. Whoever adds a note waits for nobody.
 *
 * <p>So many messages leave a minute at most: what comes together goes together. A receiver that is
 * slow or away is tried again, ever more rarely; meanwhile the newest {@value #WAITING_MAX} notes
 * wait, and how many older ones were dropped is said with the next.
 */
final class Outgoing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Outgoing.class);

    static final int WAITING_MAX = 200;

    /** Telegram takes 4,096 characters. */
    static final int TEXT_MAX = 3_500;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofMinutes(2);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(200);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(2);

    private final Webhook webhook;
    private final Duration timeout;
    private final Duration between;
    private final HttpClient http;
    private final Worker worker;
    private final Deque<Note> waiting = new ArrayDeque<>();
    private long dropped;
    private long droppedTold;
    private Duration retry = FIRST_RETRY;
    private Optional<String> trouble = Optional.empty();

    Outgoing(Webhook webhook, NotifySettings settings) {
        this.webhook = webhook;
        this.timeout = settings.timeout();
        this.between = Duration.ofMinutes(1).dividedBy(settings.perMinute());
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.timeout())
                        .build();
        this.worker = new Worker("notify-sender", FIRST_RETRY, this::once);
    }

    void start() {
        worker.start();
    }

    /** Takes a note, and returns at once. */
    void add(Note note) {
        synchronized (waiting) {
            waiting.addLast(note);
            if (waiting.size() > WAITING_MAX) {
                waiting.removeFirst();
                dropped++;
            }
        }
    }

    /** How many wait. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Why the last message did not go through, until one does. */
    Optional<String> trouble() {
        synchronized (waiting) {
            return trouble;
        }
    }

    /** A message now, if there is something to tell; then as long a pause as the rate wants. */
    private Duration once() throws InterruptedException {
        List<Note> together = next();
        if (together.isEmpty()) {
            return LOOKS_EVERY;
        }
        return switch (webhook.send(http, joined(together), timeout)) {
            case Webhook.Outcome.Told _ -> {
                done(together, Optional.empty());
                yield between;
            }
            case Webhook.Outcome.Refused(var reason) -> {
                done(together, Optional.of(reason + ", and would again"));
                yield between;
            }
            case Webhook.Outcome.Later(var reason, var after) -> {
                failed(reason);
                Duration wait = after.orElse(retry);
                retry = shorter(retry.multipliedBy(2), RETRY_MAX);
                yield wait;
            }
        };
    }

    /** As many of the oldest as one message holds; they stay until it went through. */
    private List<Note> next() {
        synchronized (waiting) {
            List<Note> together = new ArrayList<>();
            int length = 0;
            for (Note note : waiting) {
                length += note.text().length() + 1;
                if (!together.isEmpty() && length > TEXT_MAX) {
                    break;
                }
                together.add(note);
            }
            return together;
        }
    }

    private Note joined(List<Note> together) {
        Note first = together.getFirst();
        StringBuilder text = new StringBuilder();
        long lost;
        synchronized (waiting) {
            lost = dropped - droppedTold;
        }
        if (lost > 0) {
            text.append(
                    "(%d older messages were dropped: this could not be reached)\n"
                            .formatted(lost));
        }
        together.forEach(note -> text.append(note.text()).append('\n'));
        String whole = text.toString().strip();
        boolean isOneKind = together.stream().allMatch(it -> it.kind().equals(first.kind()));
        return new Note(
                isOneKind ? first.kind() : "several",
                whole.length() <= TEXT_MAX ? whole : whole.substring(0, TEXT_MAX) + " …",
                latest(together));
    }

    private static Instant latest(List<Note> together) {
        return together.getLast().time();
    }

    private void done(List<Note> together, Optional<String> refused) {
        synchronized (waiting) {
            together.forEach(waiting::removeFirstOccurrence);
            droppedTold = dropped;
            trouble = refused;
        }
        retry = FIRST_RETRY;
        refused.ifPresent(
                reason -> log.warn("message refused host={} reason={}", webhook.host(), reason));
    }

    private void failed(String reason) {
        boolean isNews;
        synchronized (waiting) {
            isNews = !trouble.equals(Optional.of(reason));
            trouble = Optional.of(reason);
        }
        if (isNews) {
            log.warn("message not told, tried again host={} reason={}", webhook.host(), reason);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** What waits is let go: nobody is held up by who does not listen. */
    @Override
    public void close() {
        if (!worker.close(CLOSES_WITHIN)) {
            log.warn("sender did not stop in time limit={}", CLOSES_WITHIN);
        }
        http.shutdownNow();
    }
}
