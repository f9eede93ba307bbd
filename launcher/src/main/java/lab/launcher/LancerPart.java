package lab.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import lab.flink.sql.TierSettings;
import lab.lancer.Lancer;
import lab.lancer.LancerConfig;
import lab.lancer.LancerSettings;
import lab.servicekit.HttpConfig;
import lab.servicekit.TokenFile;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusProducer;
import lab.topics.ProducerConfig;

/** The pattern service that runs. Nothing waits for it, and nothing fails with it. */
final class LancerPart implements AutoCloseable {
    /** What is not sent by then is sent by the next start. */
    private static final Duration CLOSE_DEADLINE = Duration.ofMillis(500);

    private final Lancer lancer;
    private final BusProducer annotations;

    private LancerPart(Lancer lancer, BusProducer annotations) {
        this.lancer = lancer;
        this.annotations = annotations;
    }

    static LancerPart start(
            LabOptions options,
            Map<String, String> environment,
            BusConnection bus,
            TierSettings tiers,
            PrometheusMeterRegistry registry,
            InstantSource clock)
            throws LabException {
        LancerConfig config = config(options, environment, tiers);
        var annotations =
                new BusProducer(
                        bus,
                        Bus.LIVE_STREAM,
                        ProducerConfig.DEFAULT.withCloseDeadline(CLOSE_DEADLINE));
        try {
            var lancer =
                    new Lancer(
                            config,
                            new Lancer.Surroundings(
                                    clock,
                                    registry,
                                    TokenFile.openOrCreate(options.data().token()),
                                    Optional.of(annotations)));
            lancer.start();
            return new LancerPart(lancer, annotations);
        } catch (RuntimeException e) {
            annotations.close();
            throw new LabException("pattern service: it must start, " + LabException.reason(e), e);
        }
    }

    private static LancerConfig config(
            LabOptions options, Map<String, String> environment, TierSettings tiers)
            throws LabException {
        LancerSettings settings = Settings.read(environment, "lancer", LancerSettings.class);
        try {
            return LancerConfig.of(
                    HttpConfig.loopback(options.ports().lancer()),
                    settings.index(options.data().lancer()),
                    PatternFiles.warehouse(tiers),
                    tiers.database(),
                    settings.annotations());
        } catch (IllegalArgumentException e) {
            throw new LabException("settings of lancer: " + LabException.reason(e), e);
        }
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
