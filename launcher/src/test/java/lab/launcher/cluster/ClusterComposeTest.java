package lab.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.launcher.directory.Ports;
import lab.launcher.operation.Repository;
import org.junit.jupiter.api.Test;

/** The containers of a cluster are the parts that the code has. */
class ClusterComposeTest {
    private static final String COMPOSE = "docker-compose.cluster.yml";

    @Test
    void each_part_is_a_container_that_waits_for_what_it_needs() throws IOException {
        assertThat(names(Repository.map(Repository.yaml(COMPOSE).get("services"))))
                .isEqualTo(all(Stream.of(Part.values())));
        for (Part part : Part.values()) {
            Map<?, ?> service = service(part);
            assertThat(Repository.list(service, "command"))
                    .isEqualTo(List.of("cluster", "run", part.toString()));
            assertThat(
                            service.containsKey("depends_on")
                                    ? names(Repository.map(service.get("depends_on")))
                                    : Set.of())
                    .as("needs of %s", part)
                    .isEqualTo(all(part.needs().stream()));
        }
    }

    @Test
    void each_is_asked_as_the_supervisor_asks_it() throws IOException {
        var ports = new Ports(0);
        for (Part part : Part.values()) {
            String port = Integer.toString(part.port(ports));
            List<String> expected =
                    switch (part.asked()) {
                        case PORT -> List.of("CMD", "healthy", port, "open");
                        case HEALTH -> List.of("CMD", "healthy", port);
                        case FLINK -> List.of("CMD", "healthy", port, "/overview");
                        case FLINK_WORKER ->
                                List.of("CMD", "healthy", port, "/taskmanagers", part.toString());
                    };
            assertThat(Repository.list(Repository.map(service(part).get("healthcheck")), "test"))
                    .as(part.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void each_is_guarded_and_told_by_variables_that_are_read() throws IOException {
        for (Part part : Part.values()) {
            Map<?, ?> service = service(part);
            assertThat(service.get("read_only")).isEqualTo(true);
            assertThat(Repository.list(service, "cap_drop")).isEqualTo(List.of("ALL"));
            assertThat(Repository.string(service, "user")).matches("[1-9]\\d*:\\d+");
            assertThat(service.get("mem_limit")).isNotNull();
            assertThat(service.containsKey("ports")).isFalse();
            assertThat(names(Repository.map(service.get("environment"))))
                    .as("%s: settings of the lab, and what the start script reads", part)
                    .allMatch(name ->
                            PartSettings.NAMES.contains(name)
                                    || name.startsWith("LAB_BUS_")
                                    || name.equals("LAB_JAVA_OPTS"));
        }
    }

    private static Set<String> all(Stream<Part> parts) {
        return parts.map(Part::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Map<?, ?> map) {
        return map.keySet().stream()
                .map(String::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** With what it shares with the others, which YAML leaves under the key {@code <<}. */
    private static Map<?, ?> service(Part part) throws IOException {
        Map<?, ?> own =
                Repository.map(
                        Repository.map(Repository.yaml(COMPOSE).get("services"))
                                .get(part.toString()));
        Map<Object, Object> whole = new LinkedHashMap<>(Repository.map(own.get("<<")));
        whole.putAll(own);
        return whole;
    }
}
