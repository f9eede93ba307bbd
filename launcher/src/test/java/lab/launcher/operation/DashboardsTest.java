package lab.launcher.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lab.domain.Layer;
import lab.launcher.directory.Ports;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    private static final String DATA_SOURCES = "grafana/provisioning/datasources/tidemark.yml";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern RATE = Pattern.compile("(?<!\\w)rate\\([^\\[]*\\[([^\\]]*)]");
    private static final int WIDTH = 24;

    /** Those whose charts have a pair. */
    private static final Set<String> WITH_MARKS = Set.of("live-ticks", "lancer", "paper-trading");

    private static String colour(Layer layer) {
        return switch (layer) {
            case ANALYST -> "yellow";
            case LANCER -> "cyan";
            case BUY -> "green";
            case SELL -> "red";
        };
    }

    @Test
    void there_are_the_six_and_each_keeps_its_address() throws IOException {
        assertThat(Dashboard.all().stream().map(Dashboard::name))
                .containsExactly(
                        "flink-pipeline",
                        "lancer",
                        "live-ticks",
                        "paper-trading",
                        "replay",
                        "system-health");
        for (Dashboard dashboard : Dashboard.all()) {
            assertThat(dashboard.json().path("uid").asText())
                    .isEqualTo("tidemark-" + dashboard.name());
            assertThat(dashboard.json().path("schemaVersion").asInt()).isEqualTo(39);
            assertThat(dashboard.json().has("id")).as("an id is the server's own").isFalse();
        }
    }

    @Test
    void each_query_asks_for_what_is_served() throws IOException {
        DocumentedMetrics metrics = DocumentedMetrics.read();
        List<String> problems = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            assertThat(dashboard.expressions()).hasSizeGreaterThan(9);
            dashboard
                    .expressions()
                    .forEach((where, expression) ->
                            problems.addAll(metrics.problems(where, Dashboard.filled(expression))));
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void each_query_is_of_one_environment() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            dashboard
                    .expressions()
                    .forEach((where, expression) -> {
                        boolean isWholeQuery =
                                PromQl.selectors(expression).stream()
                                        .allMatch(selector ->
                                                selector.labels().contains("environment"));
                        if (!isWholeQuery && !where.endsWith("variable environment")) {
                            problems.add(where);
                        }
                    });
        }
        assertThat(problems).as("else a replay's numbers are mixed with the live ones").isEmpty();
    }

    @Test
    void rates_are_over_what_grafana_finds_fit_but_for_rare_things() throws IOException {
        for (Dashboard dashboard : Dashboard.all()) {
            dashboard
                    .expressions()
                    .forEach((where, expression) ->
                            RATE.matcher(expression)
                                    .results()
                                    .map(found -> found.group(1))
                                    .filter(window ->
                                            !expression.startsWith("histogram_quantile(")
                                                    || !window.equals("5m"))
                                    .forEach(window ->
                                            assertThat(window)
                                                    .as(where)
                                                    .isEqualTo("$__rate_interval")));
        }
    }

    @Test
    void variables_are_those_that_are_used() throws IOException {
        for (Dashboard dashboard : Dashboard.all()) {
            Set<String> defined = new TreeSet<>();
            dashboard
                    .json()
                    .path("templating")
                    .path("list")
                    .forEach(variable -> defined.add(variable.path("name").asText()));
            String rest = dashboard.json().toString();
            Set<String> used =
                    VARIABLE.matcher(rest)
                            .results()
                            .map(found -> found.group(1))
                            .filter(name -> !name.startsWith("__"))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(used).as(dashboard.name()).isEqualTo(defined);
        }
    }

    @Test
    void panels_have_a_place_of_their_own_and_the_chosen_data_source() throws IOException {
        for (Dashboard dashboard : Dashboard.all()) {
            Set<Integer> ids = new HashSet<>();
            Map<List<Integer>, String> taken = new HashMap<>();
            dashboard
                    .panels()
                    .forEach(panel -> {
                        String title = dashboard.name() + ": " + panel.path("title").asText();
                        assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
                        assertThat(panel.path("datasource").path("uid").asText())
                                .as(title)
                                .isEqualTo("${datasource}");
                        JsonNode place = panel.path("gridPos");
                        int right = place.path("x").asInt() + place.path("w").asInt();
                        assertThat(right).as(title).isLessThanOrEqualTo(WIDTH);
                        for (int x = place.path("x").asInt(); x < right; x++) {
                            for (int row = 0; row < place.path("h").asInt(); row++) {
                                String other =
                                        taken.put(List.of(x, place.path("y").asInt() + row), title);
                                assertThat(other).as(title).isNull();
                            }
                        }
                    });
        }
    }

    @Test
    void each_layer_of_marks_has_its_colour_and_is_of_the_chosen_pair() throws IOException {
        for (Dashboard dashboard : Dashboard.all()) {
            Map<String, String> colours = new HashMap<>();
            for (JsonNode layer : dashboard.json().path("annotations").path("list")) {
                if (layer.path("builtIn").asInt() == 1) {
                    continue;
                }
                colours.put(layer.path("name").asText(), layer.path("iconColor").asText());
                assertThat(layer.path("datasource").path("uid").asText())
                        .isEqualTo("tidemark-events");
                JsonNode target = layer.path("target");
                assertThat(target.path("fromAnnotations").asBoolean()).isTrue();
                assertThat(target.path("tags").toString())
                        .isEqualTo("[\"%s\",\"$pair\"]".formatted(layer.path("name").asText()));
            }
            assertThat(colours)
                    .as(dashboard.name())
                    .isEqualTo(
                            WITH_MARKS.contains(dashboard.name())
                                    ? Arrays.stream(Layer.values())
                                            .collect(
                                                    Collectors.toMap(
                                                            Layer::word, DashboardsTest::colour))
                                    : Map.of());
        }
    }

    @Test
    void data_sources_are_where_the_lab_and_prometheus_listen() throws IOException {
        Map<String, String> addresses = new HashMap<>();
        Repository.list(Repository.yaml(DATA_SOURCES), "datasources")
                .forEach(source -> {
                    Map<?, ?> each = Repository.map(source);
                    addresses.put(
                            Repository.string(each, "uid") + ' ' + Repository.string(each, "type"),
                            Repository.string(each, "url"));
                });
        assertThat(addresses)
                .isEqualTo(
                        Map.of(
                                "tidemark-prometheus prometheus",
                                "http://localhost:9090",
                                "tidemark-events graphite",
                                "http://localhost:" + new Ports(0).console()));
        for (Dashboard dashboard : Dashboard.all()) {
            assertThat(
                            dashboard
                                    .json()
                                    .path("templating")
                                    .path("list")
                                    .path(0)
                                    .path("current")
                                    .path("value")
                                    .asText())
                    .isEqualTo("tidemark-prometheus");
        }
    }
}
