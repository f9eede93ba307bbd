package lab.launcher.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, headings and the way from the index to each page. */
class DocumentsTest {
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```[^`\\n]*$");
    private static final Pattern SPAN = Pattern.compile("`[^`\\n]+`");
    private static final Pattern LINK =
            Pattern.compile("\\[(?:[^\\[\\]]|\\[[^\\]]*])*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#+) (.+)$");
    private static final Pattern OF_A_MACHINE =
            Pattern.compile(
                    "(?<![\\w.])/(?:work|root|home)/\\w|repo\\.maven|pypi\\.org|npmjs|crates\\.io");

    @Test
    void each_link_leads_to_a_file_and_a_heading_that_are_there() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path file : Repository.sources(".md")) {
            dead.addAll(deadLinks(file));
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void each_page_has_one_title() throws IOException {
        for (Path file : Repository.files("docs", ".md")) {
            long titles =
                    HEADING.matcher(prose(file))
                            .results()
                            .filter(heading -> heading.group(1).length() == 1)
                            .count();
            assertThat(titles).as(file.toString()).isEqualTo(1);
        }
    }

    @Test
    void from_the_index_each_page_can_be_reached() throws IOException {
        Path index = Repository.ROOT.resolve("docs/README.md");
        Set<Path> reached = new HashSet<>(Set.of(index));
        Deque<Path> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            Path page = open.pop();
            for (String link : links(page)) {
                Path target = page.resolveSibling(link.replaceFirst("#.*", "")).normalize();
                if (target.toString().endsWith(".md") && reached.add(target)) {
                    open.push(target);
                }
            }
        }
        Set<Path> left = new TreeSet<>(Repository.files("docs", ".md"));
        left.removeIf(page -> page.startsWith(Repository.ROOT.resolve("docs/adr")));
        left.removeAll(reached);
        assertThat(left).isEmpty();
    }

    @Test
    void no_page_names_a_folder_of_somebodys_machine_or_a_registry() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String ending : List.of(".md", ".yml", ".sh", ".txt", ".toml")) {
            for (Path file : Repository.sources(ending)) {
                OF_A_MACHINE
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> named.add(file + ": " + found.group()));
            }
        }
        assertThat(named).isEmpty();
    }

    @Test
    void a_link_that_leads_nowhere_is_found_out(@TempDir Path dir) throws IOException {
        Path page = dir.resolve("page.md");
        Files.writeString(dir.resolve("other.md"), "# Other\n\n## What `it` is, and why\n");
        Files.writeString(
                page,
                """
                # Page

                [good](other.md), [good](other.md#what-it-is-and-why), [good](#page),
                [far](https://example.org/x), `[code](nowhere.md)`,
                [gone](gone.md), [no such heading](other.md#what), [nor here](#pages)
                """);
        assertThat(deadLinks(page))
                .containsExactly(page + ": gone.md", page + ": other.md#what", page + ": #pages");
    }

    private static List<String> deadLinks(Path page) throws IOException {
        List<String> dead = new ArrayList<>();
        for (String link : links(page)) {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            boolean isThere =
                    Files.exists(target)
                            && (parts.length == 1 || anchors(target).contains(parts[1]));
            if (!isThere) {
                dead.add(page + ": " + link);
            }
        }
        return dead;
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(SPAN.matcher(prose(page)).replaceAll("code"))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** As the usual renderers make them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(prose(page))
                .results()
                .forEach(heading -> {
                    String anchor =
                            heading.group(2)
                                    .toLowerCase(Locale.ROOT)
                                    .replaceAll("[^\\w\\- ]", "")
                                    .replace(' ', '-');
                    int times = seen.merge(anchor, 1, Integer::sum);
                    anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
                });
        return anchors;
    }

    private static String prose(Path page) throws IOException {
        return FENCED.matcher(Files.readString(page)).replaceAll("");
    }
}
