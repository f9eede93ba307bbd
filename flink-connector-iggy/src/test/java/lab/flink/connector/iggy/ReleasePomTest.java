package lab.flink.connector.iggy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published has POMs of its own, and is the same as what is tested here. */
class ReleasePomTest {

    private static final Pattern VERSION =
            Pattern.compile("<([a-z.-]+\\.version|maven\\.compiler\\.release)>([^<$]+)</");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final Pattern EXCLUSIONS =
            Pattern.compile("<exclusions>.*?</exclusions>", Pattern.DOTALL);
    private static final Path SOURCES = Path.of("src/main/java");

    @ParameterizedTest
    @ValueSource(strings = {"connector", "sql"})
    void its_versions_are_those_that_are_tested(String artifact) throws IOException {
        Map<String, String> tested = versions(Path.of("../pom.xml"));
        tested.putAll(versions(Path.of("pom.xml")));

        Map<String, String> published = versions(pom(artifact));
        assertThat(published).isNotEmpty();
        assertThat(tested).containsAllEntriesOf(published);
    }

    @Test
    void its_dependencies_are_those_that_are_tested() throws IOException {
        String tested = Files.readString(Path.of("pom.xml"));
        String published = Files.readString(pom("connector"));

        for (Matcher it = ARTIFACT.matcher(dependencies(tested)); it.find(); ) {
            boolean forTests = isForTests(dependencies(tested), it.group(1));
            assertThat(published.contains("<artifactId>" + it.group(1) + "</artifactId>"))
                    .as(it.group(1))
                    .isEqualTo(!forTests);
        }
    }

    @Test
    void every_source_says_its_licence() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(Files.readString(file))
                                    .startsWith("// SPDX-License-Identifier: Apache-2.0\n"));
        }
    }

    private static Path pom(String artifact) {
        return Path.of("release", artifact, "pom.xml");
    }

    private static String dependencies(String pom) {
        String all = pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>"));
        return EXCLUSIONS.matcher(all).replaceAll("");
    }

    private static boolean isForTests(String dependencies, String artifact) {
        int at = dependencies.indexOf("<artifactId>" + artifact + "</artifactId>");
        return dependencies
                .substring(at, dependencies.indexOf("</dependency>", at))
                .contains("<scope>test</scope>");
    }

    private static Map<String, String> versions(Path pom) throws IOException {
        var versions = new TreeMap<String, String>();
        for (Matcher it = VERSION.matcher(Files.readString(pom)); it.find(); ) {
            versions.put(it.group(1), it.group(2));
        }
        return versions;
    }
}
