package lab.iggy.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import lab.iggy.embedded.EmbeddedBroker;
import org.junit.jupiter.api.Test;

/** Whoever runs a broker without a test has no JUnit: one package alone may need it. */
class JUnitIsOptionalTest {

    @Test
    void only_the_package_for_tests_needs_junit() throws IOException, URISyntaxException {
        Path classes =
                Path.of(
                        EmbeddedBroker.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Predicate<Path> isForTests = path -> path.startsWith(classes.resolve("lab/iggy/junit"));
        try (var files = Files.walk(classes)) {
            List<Path> all = files.filter(path -> path.toString().endsWith(".class")).toList();

            assertThat(namingJUnit(all.stream().filter(isForTests).toList())).isNotEmpty();
            assertThat(namingJUnit(all.stream().filter(isForTests.negate()).toList())).isEmpty();
        }
    }

    /** A class file holds the names of what it needs as they are. */
    private static List<Path> namingJUnit(List<Path> classes) throws IOException {
        var naming = new ArrayList<Path>();
        for (Path path : classes) {
            var text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
            if (text.contains("org/junit/")) {
                naming.add(path);
            }
        }
        return naming;
    }

    @Test
    void the_readme_shows_a_test_that_is_run() throws IOException {
        String test = Files.readString(Path.of("src/test/java/lab/iggy/junit/OrdersIT.java"));

        assertThat(Files.readString(Path.of("README.md")))
                .contains("```java\n" + test.substring(test.indexOf("@IggyBroker")) + "```\n");
    }
}
