package lab.lancer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import lab.domain.Annotation;
import lab.domain.Pair;
import lab.lancer.index.PatternIndex;
import lab.servicekit.Metrics;

/** The names of what the pattern service measures. */
final class LancerMetrics {
    private final Metrics metrics;
    private final Timer answers;
    private final Map<String, Double> similarities = new ConcurrentHashMap<>();

    LancerMetrics(MeterRegistry registry, Supplier<Optional<PatternIndex>> index) {
        this.metrics = new Metrics(registry, "lancer");
        this.answers = metrics.timer("answer", "Time to an answer about a pair");
        sum(metrics, "candles", "Candles in the index", index, PatternIndex.PairSize::candles);
        sum(
                metrics,
                "windows",
                "Windows in the index that are not flat",
                index,
                PatternIndex.PairSize::windows);
        metrics.gauge(
                "missing_bests",
                "windows",
                "Windows of a full hour whose best match is not reckoned yet",
                () -> index.get().map(PatternIndex::missingBests).orElse(0));
        metrics.gauges(
                "best",
                "similarity",
                "Of the nearest past hour in the newest answer about a pair, 0 to 1",
                this::similarities);
    }

    private List<Metrics.Sample> similarities() {
        return similarities.entrySet().stream()
                .map(each -> Metrics.Sample.of("pair", each.getKey(), each.getValue()))
                .toList();
    }

    /** An answer about now; without a match nothing is told of the pair. */
    void answered(Pair pair, SignalAnswer answer) {
        if (answer.matches().isEmpty()) {
            similarities.remove(pair.name());
        } else {
            similarities.put(pair.name(), answer.matches().getFirst().similarity());
        }
    }

    private static void sum(
            Metrics metrics,
            String unit,
            String description,
            Supplier<Optional<PatternIndex>> index,
            ToLongFunction<PatternIndex.PairSize> size) {
        metrics.gauge(
                "index",
                unit,
                description,
                () -> index.get().map(it -> it.sizes().stream().mapToLong(size).sum()).orElse(0L));
    }

    void annotated(Annotation annotation) {
        metrics.counter(
                        "annotations",
                        "Matches that were worth an annotation",
                        "pair",
                        annotation.pair().name())
                .increment();
    }

    Timer answers() {
        return answers;
    }
}
