package lab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code ./lab} commands that a Markdown text shows, as their words. */
final class DocumentedCommands {
    /**
     * One command.
     *
     * @param words without {@code ./lab}, placeholders filled in
     * @param isMention whether it stands within a sentence, where {@code ./lab replay --speed} may
     *     name an option without giving it a value
     */
    record Shown(List<String> words, boolean isMention) {}

    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```[^`\\n]*$");
    private static final Pattern INDENTED = Pattern.compile("(?m)^ {4}.*$");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\n\\s*");
    private static final Pattern SPAN = Pattern.compile("`((?:[^`\\n]|\\n(?!\\s*\\n))+)`");
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");
    private static final Pattern AND = Pattern.compile("&&|\\|\\||;\\s|(?<=\\s)[|&](?=\\s|$)");

    /** In a container, where the script is installed. */
    private static final Pattern IN_CONTAINER =
            Pattern.compile("^docker compose exec (?:-T )?lab lab ");

    private static final Map<String, String> FILLED =
            Map.ofEntries(
                    Map.entry("P", "BTC-USD"),
                    Map.entry("PAIR", "BTC-USD"),
                    Map.entry("T", "2026-01-01T00:00:00Z"),
                    Map.entry("TIME", "2026-01-01T00:00:00Z"),
                    Map.entry("N", "2"),
                    Map.entry("HOST:PORT", "127.0.0.1:8090"),
                    Map.entry("SERVICE", "lancer"),
                    Map.entry("NAME", "lancer"));

    private DocumentedCommands() {}

    static List<Shown> of(String markdown) {
        List<Shown> all = new ArrayList<>();
        String rest = FENCED.matcher(markdown).replaceAll(block -> taken(block, all));
        rest = CONTINUED.matcher(rest).replaceAll(" ");
        rest = INDENTED.matcher(rest).replaceAll(line -> taken(line, all));
        SPAN.matcher(rest)
                .results()
                .forEach(span -> add(span.group(1).replaceAll("\\s+", " ").strip(), true, all));
        return all;
    }

    /** A block that says nothing of itself may be what a command printed. */
    private static String taken(MatchResult block, List<Shown> all) {
        boolean isOutput = block.group().strip().matches("(?s)```\\R.*");
        CONTINUED
                .matcher(block.group())
                .replaceAll(" ")
                .lines()
                .filter(line -> !isOutput || line.strip().startsWith("$ "))
                .forEach(line -> add(line, false, all));
        return "";
    }

    private static void add(String line, boolean isMention, List<Shown> all) {
        for (String command : AND.split(line, -1)) {
            String text = command.strip().replaceFirst("^\\$ ", "");
            text = text.replaceFirst("^(?:[A-Z_]+=\\S* )+", "");
            text = IN_CONTAINER.matcher(text).replaceFirst("./lab ");
            if (text.equals("./lab") || text.startsWith("./lab ")) {
                all.add(new Shown(words(text.substring("./lab".length())), isMention));
            }
        }
    }

    /** What a shell would make of them, and an example in each placeholder's stead. */
    private static List<String> words(String text) {
        return WORD.matcher(text.replace("[", " ").replace("]", " "))
                .results()
                .map(MatchResult::group)
                .takeWhile(word -> !word.startsWith("#") && !word.startsWith(">"))
                .filter(word -> !word.equals("…"))
                .map(word -> word.replaceAll("[\"']", ""))
                .flatMap(word -> Stream.of(FILLED.getOrDefault(word, word)))
                .toList();
    }
}
