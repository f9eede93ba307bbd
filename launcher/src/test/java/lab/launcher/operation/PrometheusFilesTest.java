package lab.launcher.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabService;
import org.junit.jupiter.api.Test;

class PrometheusFilesTest {
    private static final String CONFIG = "prometheus/prometheus.yml";
    private static final String TESTS = "prometheus/tests/tidemark_test.yml";
    private static final Ports PORTS = new Ports(0);

    /** A replay takes the first free ports in hundreds above the lab's. */
    private static final Ports OF_REPLAY = new Ports(100);

    @Test
    void each_target_is_where_the_lab_listens() throws IOException {
        Map<String, List<String>> targets = new LinkedHashMap<>();
        for (Map<?, ?> job : jobs()) {
            List<String> of = new ArrayList<>();
            for (Object each : Repository.list(job, "static_configs")) {
                Repository.list(Repository.map(each), "targets")
                        .forEach(target -> of.add(String.valueOf(target)));
            }
            targets.put(Repository.string(job, "job_name"), of);
        }
        assertThat(targets)
                .isEqualTo(
                        Map.of(
                                "lab", at(PORTS.console()),
                                "lancer", at(LabService.LANCER.on(PORTS)),
                                "analyst", at(LabService.ANALYST.on(PORTS)),
                                "consensus", at(LabService.CONSENSUS.on(PORTS)),
                                "replay", at(OF_REPLAY.console())));
    }

    @Test
    void of_a_live_lab_each_metric_is_kept_once() throws IOException {
        List<String> problems = new ArrayList<>();
        for (DocumentedMetrics.Metric metric : DocumentedMetrics.read().all()) {
            List<String> keepers = new ArrayList<>();
            for (Map<?, ?> job : jobs()) {
                String name = Repository.string(job, "job_name");
                if (!name.equals("replay") && metric.name().matches(kept(job))) {
                    keepers.add(name);
                }
            }
            boolean isOfReplay = metric.name().startsWith("lab_replay_");
            boolean isOfEachProcess = metric.name().startsWith("process_");
            if (!isOfEachProcess && keepers.size() != (isOfReplay ? 0 : 1)) {
                problems.add("%s is kept by %s".formatted(metric.name(), keepers));
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void each_rule_asks_for_what_is_served() throws IOException {
        DocumentedMetrics metrics = DocumentedMetrics.read();
        List<AlertRules.Rule> rules = AlertRules.read();
        assertThat(rules).hasSizeGreaterThan(9);
        assertThat(
                        rules.stream()
                                .flatMap(rule ->
                                        metrics.problems(rule.alert(), rule.expression()).stream()))
                .isEmpty();
    }

    @Test
    void each_rule_has_a_runbook_that_names_it_and_no_runbook_is_left_over() throws IOException {
        List<AlertRules.Rule> rules = AlertRules.read();
        for (AlertRules.Rule rule : rules) {
            assertThat(Repository.ROOT.resolve(rule.runbook()))
                    .as("the runbook of %s", rule.alert())
                    .isRegularFile()
                    .content()
                    .contains(rule.alert());
        }
        assertThat(
                        Repository.files("docs/runbooks", ".md").stream()
                                .map(file -> Repository.ROOT.relativize(file).toString()))
                .containsExactlyInAnyOrderElementsOf(
                        rules.stream()
                                .map(AlertRules.Rule::runbook)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void each_rule_is_tested_where_it_fires_and_where_it_does_not() throws IOException {
        Set<String> firing = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        for (Object test : Repository.list(Repository.yaml(TESTS), "tests")) {
            for (Object check : Repository.list(Repository.map(test), "alert_rule_test")) {
                Map<?, ?> each = Repository.map(check);
                (Repository.list(each, "exp_alerts").isEmpty() ? silent : firing)
                        .add(Repository.string(each, "alertname"));
            }
        }
        Set<String> alerts =
                AlertRules.read().stream()
                        .map(AlertRules.Rule::alert)
                        .collect(Collectors.toCollection(TreeSet::new));
        // BusLoss by the lab's own word: that there is the word is the alert
        assertThat(firing).isEqualTo(alerts);
        assertThat(silent).isEqualTo(alerts);
    }

    @Test
    void prometheus_itself_takes_the_configuration_and_fires_the_rules_as_tested()
            throws IOException, InterruptedException {
        Optional<Path> promtool = Repository.program("promtool");
        assumeTrue(
                promtool.isPresent(),
                "promtool is not here (Debian's package prometheus has it): the rules' own tests"
                        + " are left out");
        assertThat(run(promtool.orElseThrow(), "check", "config", CONFIG)).contains("SUCCESS");
        assertThat(run(promtool.orElseThrow(), "test", "rules", TESTS)).contains("SUCCESS");
    }

    private static String run(Path program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("promtool", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(Repository.ROOT.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            int exit = process.waitFor();
            String said = Files.readString(out);
            assertThat(exit).as(said).isZero();
            return said;
        } finally {
            Files.delete(out);
        }
    }

    private static List<Map<?, ?>> jobs() throws IOException {
        List<Map<?, ?>> jobs = new ArrayList<>();
        Repository.list(Repository.yaml(CONFIG), "scrape_configs")
                .forEach(job -> jobs.add(Repository.map(job)));
        return jobs;
    }

    private static String kept(Map<?, ?> job) {
        return Repository.string(
                Repository.map(Repository.list(job, "metric_relabel_configs").getFirst()), "regex");
    }

    private static List<String> at(int port) {
        return List.of("localhost:" + port);
    }
}
