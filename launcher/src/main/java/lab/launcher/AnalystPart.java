package lab.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import lab.analyst.Analyst;
import lab.analyst.AnalystConfig;
import lab.analyst.AnalystSettings;
import lab.analyst.market.PaimonCandles;
import lab.flink.sql.TierSettings;
import lab.servicekit.HttpConfig;
import lab.servicekit.TokenFile;

/** The analyst that runs. Nothing waits for it, and nothing fails with it, once it has started. */
final class AnalystPart implements AutoCloseable {
    private final Analyst analyst;

    private AnalystPart(Analyst analyst) {
        this.analyst = analyst;
    }

    static AnalystPart start(
            LabOptions options,
            Map<String, String> environment,
            TierSettings tiers,
            PrometheusMeterRegistry registry,
            InstantSource clock)
            throws LabException {
        var config =
                new AnalystConfig(
                        HttpConfig.loopback(options.ports().analyst()),
                        options.data().analyst(),
                        URI.create("http://127.0.0.1:%d".formatted(options.ports().lancer())),
                        Settings.read(environment, "analyst", AnalystSettings.class));
        try {
            var analyst =
                    new Analyst(
                            config,
                            new Analyst.Surroundings(
                                    clock,
                                    registry,
                                    TokenFile.openOrCreate(options.data().token()),
                                    new PaimonCandles(tiers.warehouse(), tiers.database())));
            analyst.start();
            return new AnalystPart(analyst);
        } catch (IOException | RuntimeException e) {
            throw new LabException("analyst: it must start, " + LabException.reason(e), e);
        }
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

    /** Whether all candles that can be read now are commented on. */
    boolean isDone() {
        return analyst.isDone();
    }

    @Override
    public void close() throws IOException {
        analyst.close();
    }
}
