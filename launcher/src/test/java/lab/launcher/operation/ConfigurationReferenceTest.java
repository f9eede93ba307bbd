package lab.launcher.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lab.analyst.AnalystSettings;
import lab.consensus.TradingSettings;
import lab.lancer.LancerSettings;
import lab.launcher.bus.BusSettings;
import lab.launcher.market.FeedSettings;
import lab.launcher.market.TermsSettings;
import lab.launcher.notify.NotifySettings;
import lab.launcher.quality.QualitySettings;
import lab.servicekit.config.Config;
import lab.servicekit.config.ConfigSources;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/configuration.md} against what the code reads. */
class ConfigurationReferenceTest {
    private static final String FILE = "docs/reference/configuration.md";

    private static final List<Config.Section<?>> SECTIONS =
            List.of(
                    new Config.Section<>("bus", BusSettings.class),
                    new Config.Section<>("feed", FeedSettings.class),
                    new Config.Section<>("clearing", TermsSettings.class),
                    new Config.Section<>("notify", NotifySettings.class),
                    new Config.Section<>("consensus", TradingSettings.class),
                    new Config.Section<>("analyst", AnalystSettings.class),
                    new Config.Section<>("lancer", LancerSettings.class),
                    new Config.Section<>("quality", QualitySettings.class));

    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z][\\w.-]*)` \\| `(\\w+)` \\|([^|]*)\\|([^|]+)\\|");
    private static final Pattern READ =
            Pattern.compile("Settings\\.read\\([^;]*?\"(\\w+)\",\\s*(\\w+)\\.class");
    private static final Pattern VARIABLE =
            Pattern.compile("\\b((?:LAB|IGGY|OLLAMA)_[A-Z][A-Z_]*[A-Z])\\b");

    @Test
    void each_setting_stands_there_with_its_variable_and_what_it_is_if_nobody_sets_it()
            throws IOException {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (Config.Section<?> section : SECTIONS) {
            Map<String, String> usual =
                    Config.read(new ConfigSources().environment(Map.of()), section).effective();
            section.keys()
                    .forEach(key ->
                            wanted.put(
                                    key,
                                    "%s %s"
                                            .formatted(
                                                    Config.variable(key),
                                                    usual.containsKey(key)
                                                            ? "`" + usual.get(key) + "`"
                                                            : "")));
        }
        Map<String, String> documented = new LinkedHashMap<>();
        rows().forEach(row ->
                documented.put(row.group(1), row.group(2) + " " + row.group(3).strip()));

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(wanted);
    }

    @Test
    void each_section_that_the_launcher_reads_is_one_of_them() throws IOException {
        Set<String> read = new TreeSet<>();
        for (Path file : Repository.files("launcher/src/main/java", ".java")) {
            READ.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> read.add(found.group(1) + " " + found.group(2)));
        }
        Set<String> known =
                SECTIONS.stream()
                        .map(section -> section.name() + " " + section.type().getSimpleName())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(read).hasSizeGreaterThan(3);
        assertThat(known).containsAll(read);
    }

    @Test
    void each_variable_that_scripts_and_containers_read_is_explained() throws IOException {
        String page = Repository.text(FILE);
        List<String> files =
                new ArrayList<>(
                        List.of(
                                "lab",
                                "dist/src/main/dist/bin/lab",
                                "docker-compose.yml",
                                ".env.example"));
        for (Path file : Repository.files("docker", "")) {
            if (Files.isRegularFile(file)) {
                files.add(Repository.ROOT.relativize(file).toString());
            }
        }
        Set<String> missing = new TreeSet<>();
        for (String file : files) {
            VARIABLE.matcher(Repository.text(file))
                    .results()
                    .map(MatchResult::group)
                    .filter(name -> !page.contains("`" + name + "`"))
                    .forEach(name -> missing.add(file + ": " + name));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void each_variable_of_the_broker_and_of_tests_that_is_read_is_explained() throws IOException {
        String page = Repository.text(FILE);
        Set<String> missing = new TreeSet<>();
        for (Path file : Repository.sources(".java")) {
            Pattern.compile("\"(IGGY_[A-Z_]+|LAB_[A-Z_]+)\"")
                    .matcher(Files.readString(file))
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !file.toString().contains("/src/test/"))
                    .filter(name -> !page.contains("`" + name + "`"))
                    .forEach(name -> missing.add(Repository.ROOT.relativize(file) + ": " + name));
        }
        assertThat(missing).isEmpty();
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Repository.text(FILE)).results().toList();
    }
}
