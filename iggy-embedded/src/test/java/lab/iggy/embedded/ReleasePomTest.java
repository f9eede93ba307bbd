package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is published has POMs of its own, and is the same as what is tested here. */
class ReleasePomTest {

    private static final Pattern VERSION =
            Pattern.compile("<([a-z0-9.-]+\\.version|maven\\.compiler\\.release)>([^<$]+)</");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final String OF_ALL_MODULES = "jspecify";

    @ParameterizedTest
    @CsvSource({"broker, .", "files, ../durable-files"})
    void it_has_the_versions_and_dependencies_that_are_tested(String published, Path tested)
            throws IOException {
        String pom = Files.readString(Path.of("release", published, "pom.xml"));

        assertThat(versions(Files.readString(Path.of("../pom.xml"))))
                .containsAllEntriesOf(versions(pom));
        Set<String> wanted = dependencies(Files.readString(tested.resolve("pom.xml")));
        wanted.add(OF_ALL_MODULES);
        assertThat(dependencies(pom)).isEqualTo(wanted);
    }

    private static Map<String, String> versions(String pom) {
        var versions = new TreeMap<String, String>();
        for (Matcher it = VERSION.matcher(pom); it.find(); ) {
            versions.put(it.group(1), it.group(2));
        }
        return versions;
    }

    /** All but those of tests. */
    private static Set<String> dependencies(String pom) {
        var artifacts = new TreeSet<String>();
        for (Matcher it = DEPENDENCY.matcher(pom); it.find(); ) {
            Matcher artifact = ARTIFACT.matcher(it.group(1));
            if (!it.group(1).contains("<scope>test</scope>") && artifact.find()) {
                artifacts.add(artifact.group(1));
            }
        }
        return artifacts;
    }
}
