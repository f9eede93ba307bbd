package lab.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import lab.flink.sql.TierSettings;
import lab.lancer.Lancer;
import lab.lancer.LancerConfig;
import lab.lancer.LancerSettings;
import lab.servicekit.HttpConfig;

/** The pattern service that runs. Nothing waits for it, and nothing fails with it. */
final class LancerPart implements AutoCloseable {
    private final Lancer lancer;

    private LancerPart(Lancer lancer) {
        this.lancer = lancer;
    }

    static LancerPart start(
            LabOptions options,
            Map<String, String> environment,
            TierSettings tiers,
            PrometheusMeterRegistry registry,
            InstantSource clock)
            throws LabException {
        var config =
                LancerConfig.of(
                        HttpConfig.loopback(options.ports().lancer()),
                        Settings.read(environment, "lancer", LancerSettings.class)
                                .index(options.data().lancer()),
                        PatternFiles.warehouse(tiers),
                        tiers.database());
        try {
            var lancer = new Lancer(config, new Lancer.Surroundings(clock, registry));
            lancer.start();
            return new LancerPart(lancer);
        } catch (RuntimeException e) {
            throw new LabException("pattern service: it must start, " + LabException.reason(e), e);
        }
    }

    @Override
    public void close() {
        lancer.close();
    }
}
