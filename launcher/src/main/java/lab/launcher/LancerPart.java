package lab.launcher;

import java.time.Duration;
import java.util.Optional;
import lab.lancer.Lancer;
import lab.lancer.LancerConfig;
import lab.lancer.LancerSettings;
import lab.lancer.index.IndexException;
import lab.lancer.index.PatternIndex;
import lab.servicekit.Health;
import lab.servicekit.HttpConfig;
import lab.topics.BusProducer;
import lab.topics.ProducerConfig;

/** The pattern service that runs. A lab that runs on goes on without it when it fails. */
final class LancerPart implements ServicePart {
    /** What is not sent by then is sent by the next start. */
    private static final Duration CLOSE_DEADLINE = Duration.ofMillis(500);

    private final Lancer lancer;
    private final BusProducer annotations;

    private LancerPart(Lancer lancer, BusProducer annotations) {
        this.lancer = lancer;
        this.annotations = annotations;
    }

    static LancerPart start(PartSurroundings surroundings) throws LabException {
        LancerConfig config = config(surroundings);
        var annotations =
                new BusProducer(
                        surroundings.bus(),
                        surroundings.stream(),
                        ProducerConfig.DEFAULT.withCloseDeadline(CLOSE_DEADLINE));
        try {
            var lancer =
                    new Lancer(
                            config,
                            new Lancer.Surroundings(
                                    surroundings.clock(),
                                    surroundings.registry(),
                                    surroundings.token(),
                                    Optional.of(annotations)));
            lancer.start();
            return new LancerPart(lancer, annotations);
        } catch (RuntimeException e) {
            annotations.close();
            throw new LabException("pattern service: it must start, " + LabException.reason(e), e);
        }
    }

    /** In a process of its own, which has nothing to do while another one has the index. */
    static LancerPart startAlone(PartSurroundings surroundings) throws LabException {
        try {
            PatternIndex.checkFree(config(surroundings).index());
        } catch (IndexException e) {
            throw new LabException("pattern service: " + e.getMessage(), e);
        }
        LancerPart part = start(surroundings);
        BusCheck.addTo(part.lancer.health(), surroundings.bus());
        return part;
    }

    private static LancerConfig config(PartSurroundings surroundings) throws LabException {
        LancerSettings settings =
                Settings.read(surroundings.settings(), "lancer", LancerSettings.class);
        try {
            return LancerConfig.of(
                    HttpConfig.loopback(surroundings.ports().lancer()),
                    settings.index(surroundings.own().lancer()),
                    PatternFiles.warehouse(surroundings.tiers()),
                    surroundings.tiers().database(),
                    settings.annotations());
        } catch (IllegalArgumentException e) {
            throw new LabException("settings of lancer: " + LabException.reason(e), e);
        }
    }

    /** Why it follows the market no more, if it has failed for good. */
    @Override
    public Optional<String> failure() {
        return lancer.failure();
    }

    /** What keeps it from working, if anything does. */
    Optional<String> trouble() {
        return Health.firstTrouble(lancer.health().snapshot());
    }

    /** See {@link Lancer#idleLooks}. */
    long idleLooks() {
        return lancer.idleLooks();
    }

    @Override
    public void close() {
        lancer.close();
        annotations.close();
    }
}
