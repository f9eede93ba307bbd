package lab.launcher.operation;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/reference/metrics.md}: every metric that is served, and who uses it. */
final class DocumentedMetrics {
    static final String FILE = "docs/reference/metrics.md";

    /** What Prometheus adds to all that it scrapes, and what our configuration adds. */
    static final Set<String> ADDED = Set.of("job", "instance", "environment");

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)`(\\*?) \\|(.*)\\|");
    private static final Pattern OF_HISTOGRAM = Pattern.compile("(.*)_(?:bucket|sum|count|max)");
    private static final Pattern WORD = Pattern.compile("`?([\\w-]+)`?");

    /**
     * One metric.
     *
     * @param isRare whether it is served only once what it counts has happened
     * @param usedBy alerts and dashboards by name
     */
    record Metric(
            String name,
            boolean isRare,
            String type,
            Set<String> labels,
            String meaning,
            Set<String> usedBy) {}

    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    static DocumentedMetrics read() throws IOException {
        var all = new DocumentedMetrics();
        Repository.text(FILE)
                .lines()
                .forEach(line -> {
                    var row = ROW.matcher(line);
                    if (row.matches()) {
                        List<String> cells =
                                Stream.of(row.group(3).split("\\|", -1))
                                        .map(String::strip)
                                        .toList();
                        all.metrics.put(
                                row.group(1),
                                new Metric(
                                        row.group(1),
                                        !row.group(2).isEmpty(),
                                        cells.get(0),
                                        words(cells.get(1)),
                                        cells.get(2),
                                        words(cells.get(3))));
                    }
                });
        return all;
    }

    List<Metric> all() {
        return List.copyOf(metrics.values());
    }

    /** The metric of a series' name: those of a histogram have several. */
    Optional<Metric> of(String series) {
        Metric own = metrics.get(series);
        if (own != null) {
            return Optional.of(own);
        }
        var part = OF_HISTOGRAM.matcher(series);
        return part.matches()
                ? Optional.ofNullable(metrics.get(part.group(1)))
                        .filter(metric -> metric.type().equals("histogram"))
                : Optional.empty();
    }

    /** What is wrong with an expression: metrics that nobody serves, labels that they lack. */
    List<String> problems(String where, String expression) {
        Set<String> labels = new TreeSet<>(ADDED);
        labels.add("le");
        List<PromQl.Selector> selectors = PromQl.selectors(expression);
        Stream<String> ofSelectors =
                selectors.stream()
                        .filter(selector -> !selector.metric().equals("up"))
                        .flatMap(selector -> {
                            Optional<Metric> metric = of(selector.metric());
                            metric.ifPresent(it -> labels.addAll(it.labels()));
                            return metric.isEmpty()
                                    ? Stream.of(
                                            "%s: no part of the lab serves %s"
                                                    .formatted(where, selector.metric()))
                                    : selector.labels().stream()
                                            .filter(label -> !ADDED.contains(label))
                                            .filter(label -> !label.equals("le"))
                                            .filter(label -> !metric.get().labels().contains(label))
                                            .map(label ->
                                                    "%s: %s has no label %s"
                                                            .formatted(
                                                                    where,
                                                                    selector.metric(),
                                                                    label));
                        });
        List<String> problems = ofSelectors.collect(Collectors.toList());
        if (selectors.isEmpty()) {
            problems.add(where + ": it names no metric");
        }
        PromQl.groupings(expression).stream()
                .filter(label -> !labels.contains(label))
                .forEach(label ->
                        problems.add("%s: nothing has a label %s".formatted(where, label)));
        return problems;
    }

    private static Set<String> words(String cell) {
        return cell.equals("none")
                ? Set.of()
                : WORD.matcher(cell)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
