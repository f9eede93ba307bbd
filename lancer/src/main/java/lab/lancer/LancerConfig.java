package lab.lancer;

import java.nio.file.Path;
import java.time.Duration;
import lab.lancer.annotation.AnnotationRule;
import lab.lancer.index.IndexConfig;
import lab.servicekit.http.HttpConfig;

/**
 * What the pattern service is set to.
 *
 * @param warehouse folder of the warm tier
 * @param database such as {@code crypto}
 * @param lookEvery how often it looks for a new snapshot of the candles
 * @param annotations which matches are annotated, where there is a bus
 */
public record LancerConfig(
        HttpConfig http,
        IndexConfig index,
        Path warehouse,
        String database,
        Duration lookEvery,
        AnnotationRule annotations) {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    public static LancerConfig of(
            HttpConfig http,
            IndexConfig index,
            Path warehouse,
            String database,
            AnnotationRule annotations) {
        return new LancerConfig(http, index, warehouse, database, LOOK_EVERY, annotations);
    }
}
