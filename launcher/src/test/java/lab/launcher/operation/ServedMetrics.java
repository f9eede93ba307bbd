package lab.launcher.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a running lab serves, held against {@code docs/reference/metrics.md}. */
public final class ServedMetrics {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private ServedMetrics() {}

    /**
     * What is wrong.
     *
     * @param scrape the answer of {@code /metrics}
     * @param missing modules that do not run there
     */
    public static List<String> problems(String scrape, Set<String> missing) throws IOException {
        DocumentedMetrics metrics = DocumentedMetrics.read();
        Map<String, String> types = new HashMap<>();
        Map<String, Set<String>> labels = new HashMap<>();
        scrape.lines()
                .forEach(line -> {
                    var type = TYPE.matcher(line);
                    var series = SERIES.matcher(line);
                    if (type.matches()) {
                        types.put(type.group(1), type.group(2));
                    } else if (!line.startsWith("#") && series.matches()) {
                        Set<String> of =
                                labels.computeIfAbsent(series.group(1), _ -> new TreeSet<>());
                        LABEL.matcher(Optional.ofNullable(series.group(2)).orElse(""))
                                .results()
                                .map(found -> found.group(1))
                                .filter(label -> !label.equals("le"))
                                .forEach(of::add);
                    }
                });
        List<String> problems = new ArrayList<>();
        labels.forEach((series, of) -> problems.addAll(ofSeries(metrics, types, series, of)));
        Set<String> served =
                labels.keySet().stream()
                        .flatMap(series -> metrics.of(series).stream())
                        .map(DocumentedMetrics.Metric::name)
                        .collect(Collectors.toUnmodifiableSet());
        metrics.all().stream()
                .filter(metric -> !metric.isRare())
                .map(DocumentedMetrics.Metric::name)
                .filter(name ->
                        missing.stream().noneMatch(it -> name.startsWith("lab_" + it + "_")))
                .filter(name -> !served.contains(name))
                .forEach(name -> problems.add(name + ": is documented and not served"));
        return problems.stream().distinct().sorted().toList();
    }

    private static List<String> ofSeries(
            DocumentedMetrics metrics,
            Map<String, String> types,
            String series,
            Set<String> labels) {
        Optional<DocumentedMetrics.Metric> metric = metrics.of(series);
        if (metric.isEmpty()) {
            return List.of(series + ": is served and not in " + DocumentedMetrics.FILE);
        }
        List<String> problems = new ArrayList<>();
        String name = metric.get().name();
        if (!metric.get().type().equals(types.get(name))) {
            problems.add(
                    "%s: is a %s, documented as %s"
                            .formatted(name, types.get(name), metric.get().type()));
        }
        if (!metric.get().labels().containsAll(labels)) {
            problems.add(
                    "%s: has labels %s, documented %s"
                            .formatted(name, labels, metric.get().labels()));
        }
        return problems;
    }
}
