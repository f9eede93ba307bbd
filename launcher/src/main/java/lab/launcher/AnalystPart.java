package lab.launcher;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import lab.analyst.Analyst;
import lab.analyst.AnalystConfig;
import lab.analyst.AnalystSettings;
import lab.analyst.market.PaimonCandles;
import lab.servicekit.Health;
import lab.servicekit.HttpConfig;
import lab.topics.BusProducer;
import lab.topics.ProducerConfig;

/** The analyst that runs. A lab that runs on goes on without it when it fails. */
final class AnalystPart implements ServicePart {
    /** What is not sent by then is sent by the next start. */
    private static final Duration CLOSE_DEADLINE = Duration.ofMillis(500);

    private final Analyst analyst;
    private final BusProducer annotations;

    private AnalystPart(Analyst analyst, BusProducer annotations) {
        this.analyst = analyst;
        this.annotations = annotations;
    }

    static AnalystPart start(PartSurroundings surroundings) throws LabException {
        var config =
                new AnalystConfig(
                        HttpConfig.loopback(surroundings.ports().analyst()),
                        surroundings.own().analyst(),
                        URI.create("http://127.0.0.1:%d".formatted(surroundings.ports().lancer())),
                        Settings.read(surroundings.settings(), "analyst", AnalystSettings.class));
        var annotations =
                new BusProducer(
                        surroundings.bus(),
                        surroundings.stream(),
                        ProducerConfig.DEFAULT.withCloseDeadline(CLOSE_DEADLINE));
        try {
            var analyst =
                    new Analyst(
                            config,
                            new Analyst.Surroundings(
                                    surroundings.clock(),
                                    surroundings.registry(),
                                    surroundings.token(),
                                    new PaimonCandles(
                                            surroundings.tiers().warehouse(),
                                            surroundings.tiers().database()),
                                    Optional.of(annotations)));
            analyst.start();
            return new AnalystPart(analyst, annotations);
        } catch (IOException | RuntimeException e) {
            annotations.close();
            throw new LabException("analyst: it must start, " + LabException.reason(e), e);
        }
    }

    /** In a process of its own. */
    static AnalystPart startAlone(PartSurroundings surroundings) throws LabException {
        AnalystPart part = start(surroundings);
        BusCheck.addTo(part.analyst.health(), surroundings.bus());
        return part;
    }

    /** Who comments now, for people. */
    static String words(Analyst.Standing standing) {
        return standing.reason()
                .map(reason -> "by fixed rules; " + reason)
                .orElseGet(() -> "by " + standing.model());
    }

    Analyst.Standing standing() {
        return analyst.standing();
    }

    /** Whether all candles that can be read now are commented on, and the comments on the bus. */
    boolean isDone() {
        return analyst.isDone();
    }

    /** Why it comments no more, if it has failed for good. */
    @Override
    public Optional<String> failure() {
        return analyst.failure();
    }

    /** What is lost of all that it ever said. */
    @Override
    public Optional<String> note() {
        return analyst.lost();
    }

    /** What keeps it from working, if anything does. */
    Optional<String> trouble() {
        return Health.firstTrouble(analyst.health().snapshot());
    }

    @Override
    public void close() throws IOException {
        try (annotations) {
            analyst.close();
        }
    }
}
