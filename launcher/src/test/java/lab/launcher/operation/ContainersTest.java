package lab.launcher.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lab.analyst.AnalystSettings;
import lab.consensus.TradingSettings;
import lab.launcher.bus.BusSettings;
import lab.launcher.directory.Ports;
import lab.launcher.market.TermsSettings;
import lab.servicekit.config.Config;
import lab.servicekit.config.ConfigSources;
import org.junit.jupiter.api.Test;

class ContainersTest {
    private static final String COMPOSE = "docker-compose.yml";
    private static final String START_SCRIPT = "dist/src/main/dist/bin/lab";
    private static final String EXAMPLE = ".env.example";
    private static final Pattern INTERPOLATED = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

    @Test
    void each_variable_of_the_lab_is_one_that_the_code_reads_with_the_value_that_it_takes_anyway()
            throws IOException {
        Map<String, String> given = new TreeMap<>();
        Repository.map(service("lab").get("environment"))
                .forEach((name, value) ->
                        given.put(String.valueOf(name), filled(String.valueOf(value))));
        assertThat(given).hasSizeGreaterThan(5);

        Set<String> ofScript =
                given.keySet().stream()
                        .filter(name -> contains(START_SCRIPT, "${" + name))
                        .collect(Collectors.toUnmodifiableSet());
        Map<String, String> settings = new TreeMap<>(given);
        settings.keySet().removeAll(ofScript);
        Map<String, String> usual = effective(Map.of());

        assertThat(effective(settings)).isEqualTo(usual);
        assertThat(usual.keySet().stream().map(Config::variable)).containsAll(settings.keySet());
    }

    @Test
    void what_can_be_set_stands_in_the_example_with_the_same_value() throws IOException {
        Map<String, String> interpolated = new TreeMap<>();
        INTERPOLATED
                .matcher(Repository.text(COMPOSE))
                .results()
                .forEach(found -> interpolated.put(found.group(1), found.group(2)));
        Map<String, String> example = new TreeMap<>();
        Repository.text(EXAMPLE)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] parts = line.split("=", 2);
                    example.put(parts[0], parts[1]);
                });
        assertThat(example).isEqualTo(interpolated);
        assertThat(example.values())
                .as("a remark behind a value becomes part of it")
                .noneMatch(value -> value.contains(" ") || value.contains("#"));
        assertThat(example.keySet())
                .as("a secret is made, not given")
                .noneMatch(name -> name.matches(".*(PASSWORD|SECRET|TOKEN|KEY).*"));
    }

    @Test
    void each_container_is_guarded() throws IOException {
        for (String name : services()) {
            Map<?, ?> service = service(name);
            assertThat(service.get("read_only")).as(name).isEqualTo(true);
            assertThat(Repository.list(service, "cap_drop")).as(name).isEqualTo(List.of("ALL"));
            assertThat(Repository.list(service, "security_opt"))
                    .as(name)
                    .isEqualTo(List.of("no-new-privileges:true"));
            assertThat(Repository.string(service, "user")).as(name).matches("[1-9]\\d*:\\d+");
            assertThat(service.get("mem_limit")).as(name).isNotNull();
            assertThat(service.get("healthcheck")).as(name).isNotNull();
            assertThat(service.containsKey("ports")).as(name).isFalse();
            assertThat(service.containsKey("privileged")).as(name).isFalse();
        }
    }

    @Test
    void on_the_hosts_network_each_one_listens_on_loopback() throws IOException {
        assertThat(command("prometheus")).contains("--web.listen-address=127.0.0.1:9090");
        assertThat(environment("grafana")).containsEntry("GF_SERVER_HTTP_ADDR", "127.0.0.1");
        assertThat(Repository.text("docker/ollama.Dockerfile"))
                .contains("OLLAMA_HOST=127.0.0.1:11434");
        assertThat(command("lab")).as("the lab listens nowhere else").doesNotContain("--bind");
    }

    @Test
    void they_ask_each_other_where_each_listens() throws IOException {
        assertThat(Repository.list(Repository.map(service("lab").get("healthcheck")), "test"))
                .isEqualTo(List.of("CMD", "healthy", Integer.toString(new Ports(0).console())));
        assertThat(Repository.text("grafana/provisioning/datasources/tidemark.yml"))
                .contains("url: http://localhost:9090");
        assertThat(filled(Repository.string(environment("lab"), "LAB_ANALYST_OLLAMA_URL")))
                .isEqualTo("http://127.0.0.1:11434");
    }

    @Test
    void what_is_mounted_and_copied_is_there_and_lies_where_it_is_looked_for() throws IOException {
        for (String name : services()) {
            for (Object volume : Repository.list(service(name), "volumes")) {
                String from = String.valueOf(volume).split(":", 2)[0];
                if (from.startsWith("./")) {
                    assertThat(Repository.ROOT.resolve(from)).as(name).exists();
                    assertThat(String.valueOf(volume)).endsWith(":ro");
                } else {
                    assertThat(Repository.yaml(COMPOSE).get("volumes"))
                            .as(name)
                            .extracting(all -> Repository.map(all).containsKey(from))
                            .isEqualTo(true);
                }
            }
        }
        assertThat(Repository.list(service("grafana"), "volumes"))
                .anyMatch(volume ->
                        volume.equals("./grafana/dashboards:/etc/tidemark/dashboards:ro"));
        assertThat(Repository.text("grafana/provisioning/dashboards/tidemark.yml"))
                .contains("path: /etc/tidemark/dashboards");
        assertThat(environment("grafana"))
                .containsEntry(
                        "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH",
                        "/etc/tidemark/dashboards/live-ticks.json");
    }

    @Test
    void the_image_has_the_version_of_the_build_and_its_distribution() throws IOException {
        var version =
                Pattern.compile("<artifactId>tidemark</artifactId>\\s*<version>([^<]+)</version>")
                        .matcher(Repository.text("pom.xml"));
        assertThat(version.find()).isTrue();
        assertThat(Repository.string(service("lab"), "image"))
                .isEqualTo("tidemark/lab:" + version.group(1));
        assertThat(Repository.text("docker/lab.Dockerfile"))
                .contains("FROM eclipse-temurin:25-jdk");
        assertThat(Repository.text("lab")).contains("readonly JAVA_WANTED=25");
        assertThat(Repository.text("docker/lab.Dockerfile"))
                .contains("-pl dist -am -Dlab.dist=/opt/tidemark", "/opt/tidemark/bin/lab");
        assertThat(Repository.ROOT.resolve(START_SCRIPT)).isExecutable();
    }

    private static Map<String, String> effective(Map<String, String> environment) {
        return Config.read(
                        new ConfigSources().environment(environment),
                        new Config.Section<>("bus", BusSettings.class),
                        new Config.Section<>("analyst", AnalystSettings.class),
                        new Config.Section<>("clearing", TermsSettings.class),
                        new Config.Section<>("consensus", TradingSettings.class))
                .effective();
    }

    /** As compose fills it where nobody says anything. */
    private static String filled(String value) {
        return INTERPOLATED.matcher(value).replaceAll("$2");
    }

    private static boolean contains(String file, String text) {
        try {
            return Repository.text(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> services() throws IOException {
        List<String> names = new ArrayList<>();
        Repository.map(Repository.yaml(COMPOSE).get("services"))
                .keySet()
                .forEach(name -> names.add(String.valueOf(name)));
        return names;
    }

    /** With what it shares with the others, which YAML leaves under the key {@code <<}. */
    private static Map<?, ?> service(String name) throws IOException {
        Map<?, ?> own =
                Repository.map(Repository.map(Repository.yaml(COMPOSE).get("services")).get(name));
        Map<Object, Object> whole = new LinkedHashMap<>();
        if (own.get("<<") != null) {
            whole.putAll(Repository.map(own.get("<<")));
        }
        whole.putAll(own);
        return whole;
    }

    private static Map<String, String> environment(String service) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        Repository.map(service(service).get("environment"))
                .forEach((name, value) ->
                        environment.put(String.valueOf(name), String.valueOf(value)));
        return environment;
    }

    private static List<String> command(String service) throws IOException {
        return Repository.list(service(service), "command").stream().map(String::valueOf).toList();
    }
}
