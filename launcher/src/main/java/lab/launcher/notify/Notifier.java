package lab.launcher.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.servicekit.Worker;
import lab.servicekit.http.ServiceAnswers;
import lab.servicekit.http.ServiceException;

/**
 * Looks at a lab every few seconds, over its REST as anybody may, and has what has changed told.
 * The lab knows nothing of it: neither a receiver that is slow nor one that is away holds up
 * anything.
 */
public final class Notifier implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(2);
    private static final Set<Integer> OK = Set.of(200);

    private final ServiceAnswers console;
    private final ServiceAnswers desk;
    private final InstantSource clock;
    private final Duration betweenLooks;
    private final LabChanges changes;
    private final Outgoing outgoing;
    private final Worker worker;

    private Notifier(
            Webhook webhook,
            NotifySettings settings,
            URI console,
            URI desk,
            InstantSource clock,
            Duration betweenLooks) {
        this.console = new ServiceAnswers(console);
        this.desk = new ServiceAnswers(desk);
        this.clock = clock;
        this.betweenLooks = betweenLooks;
        this.changes = new LabChanges(settings);
        this.outgoing = new Outgoing(webhook, settings);
        this.worker = new Worker("notifier", BETWEEN_LOOKS, this::look);
    }

    /**
     * Begins, if the settings name somebody who is to be told.
     *
     * @param console where the lab's console answers
     * @param desk where its paper desk answers
     */
    public static Optional<Notifier> start(
            Map<String, String> environment, URI console, URI desk, InstantSource clock) {
        return start(NotifySettings.read(environment), console, desk, clock, BETWEEN_LOOKS);
    }

    static Optional<Notifier> start(
            NotifySettings settings,
            URI console,
            URI desk,
            InstantSource clock,
            Duration betweenLooks) {
        return settings.url()
                .map(url -> {
                    var notifier =
                            new Notifier(
                                    Webhook.of(url), settings, console, desk, clock, betweenLooks);
                    notifier.outgoing.start();
                    notifier.worker.start();
                    return notifier;
                });
    }

    private Duration look() throws InterruptedException {
        Optional<JsonNode> status = ask(console, "/api/status");
        Optional<JsonNode> killSwitch = ask(desk, "/api/killswitch");
        Optional<JsonNode> trades =
                killSwitch.isPresent() ? ask(desk, "/api/trades?limit=200") : Optional.empty();
        Instant now = clock.instant();
        changes.look(now, status, killSwitch, trades).forEach(outgoing::add);
        if (changes.isSummaryDue(now)) {
            ask(desk, "/api/positions")
                    .flatMap(positions -> changes.summary(now, positions))
                    .ifPresent(outgoing::add);
        }
        return betweenLooks;
    }

    private static Optional<JsonNode> ask(ServiceAnswers service, String path)
            throws InterruptedException {
        try {
            return Optional.of(service.ask(path, JsonNode.class, OK, PATIENCE));
        } catch (ServiceException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        worker.close(CLOSES_WITHIN);
        outgoing.close();
        console.close();
        desk.close();
    }
}
