package lab.launcher.operation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an expression of Prometheus names. It need not be understood for that, only looked at. */
final class PromQl {
    private static final Pattern SELECTOR =
            Pattern.compile(
                    "\\b(up|(?:lab|flink|jvm|process|system)_\\w+)\\b\\s*(?:\\{([^}]*)\\})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern ASKED = Pattern.compile("(\\w+)\\s*[\\[{]");
    private static final Pattern GROUPING =
            Pattern.compile(
                    "\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

    /** A metric that is asked for, and the labels by which. */
    record Selector(String metric, Set<String> labels) {}

    private PromQl() {}

    static List<Selector> selectors(String expression) {
        String withoutGroups = GROUPING.matcher(expression).replaceAll(" ");
        List<Selector> selectors = new ArrayList<>();
        SELECTOR.matcher(withoutGroups)
                .results()
                .forEach(found ->
                        selectors.add(new Selector(found.group(1), labels(found.group(2)))));
        Set<String> known =
                selectors.stream().map(Selector::metric).collect(Collectors.toUnmodifiableSet());
        // One with a slip in its first word is no metric of ours, and is asked for all the same
        ASKED.matcher(withoutGroups)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !known.contains(name))
                .forEach(name -> selectors.add(new Selector(name, Set.of())));
        return selectors;
    }

    /** By which series are put together. */
    static Set<String> groupings(String expression) {
        return GROUPING.matcher(expression)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",", -1)))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> labels(@Nullable String matchers) {
        return matchers == null
                ? Set.of()
                : MATCHER.matcher(matchers)
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
