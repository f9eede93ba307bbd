package lab.flink.sql.job;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import lab.flink.sql.script.SqlScript;

/**
 * The jobs: one a tier, the clearing house, and the log of order books and their features, which
 * not every lab has; each one SQL file behind the two that all share.
 */
public enum LabJob {
    HOT("10_hot.sql"),
    WARM("20_warm.sql"),
    COLD("30_cold.sql"),
    CLEARING("40_clearing.sql"),
    BOOKS("50_books.sql"),
    FEATURES("60_features.sql");

    public static final List<String> SHARED = List.of("00_catalogs.sql", "01_bus.sql");

    private final String file;

    LabJob(String file) {
        this.file = file;
    }

    /** What it is called in reports, folders and messages. */
    public String jobName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String file() {
        return file;
    }

    public static LabJob named(String jobName) {
        return Stream.of(values())
                .filter(job -> job.jobName().equals(jobName))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "job: must be hot, warm, cold, clearing, books or features, was "
                                        + jobName));
    }

    public List<SqlScript> scripts() {
        return Stream.concat(SHARED.stream(), Stream.of(file)).map(SqlScript::shipped).toList();
    }

    /** The name under which it commits to the broker how far it has read. */
    String consumer(String stream) {
        return "tidemark-" + stream + "-" + jobName();
    }

    private List<String> topics() {
        return switch (this) {
            case HOT -> List.of("prices", "trades", "executions");
            case WARM -> List.of("trades", "heartbeats", "annotations", "executions");
            case COLD ->
                    List.of(
                            "prices",
                            "trades",
                            "heartbeats",
                            "orders",
                            "executions",
                            "terms",
                            "closings",
                            "annotations",
                            "dlq");
            case CLEARING -> List.of("prices", "orders");
            case BOOKS, FEATURES -> List.of("books");
        };
    }

    public List<JobReport.Source> sources(String stream) {
        return topics().stream()
                .map(topic -> new JobReport.Source(stream, topic, consumer(stream)))
                .toList();
    }

    /** Whether its place is kept in its checkpoints; the hot job's is kept by the tier itself. */
    public boolean hasState() {
        return this != HOT;
    }

    /** Whether it runs only where there are order books. */
    public boolean isOfBooks() {
        return this == BOOKS || this == FEATURES;
    }

    /** Whether it fills tables of the cold tier, of which nothing is ever made anew. */
    public boolean isOfColdTier() {
        return this == COLD || this == BOOKS;
    }

    public Map<String, String> variables(String stream, JobSettings settings) {
        var interval =
                switch (this) {
                    case HOT -> settings.hotInterval();
                    case WARM, CLEARING, FEATURES -> settings.warmInterval();
                    case COLD, BOOKS -> settings.coldInterval();
                };
        return Map.of(
                "job", jobName(),
                "consumer", consumer(stream),
                "checkpoint.interval", interval.toMillis() + " ms");
    }
}
