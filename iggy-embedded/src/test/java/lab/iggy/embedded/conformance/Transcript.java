package lab.iggy.embedded.conformance;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A talk between clients and a server, read from a file of {@code src/test/oracle/frames.py}, which
 * says how such a file is written.
 */
record Transcript(String name, List<Step> steps) {

    /** What happens next. */
    sealed interface Step {
        /** Where it stands in the file. */
        int line();

        record On(int line, String connection, boolean asRoot) implements Step {}

        record Ask(int line, List<Piece> request) implements Step {}

        record Answer(int line, List<Piece> expected) implements Step {}

        record Anything(int line) implements Step {}

        record Closed(int line) implements Step {}

        record End(int line) implements Step {}
    }

    static Transcript read(String name) throws IOException {
        var file = name + ".txt";
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                requireNonNull(Transcript.class.getResourceAsStream(file), file),
                                StandardCharsets.UTF_8))) {
            return new Transcript(name, steps(lines.lines().toList()));
        }
    }

    static List<Step> steps(List<String> lines) {
        var steps = new ArrayList<Step>();
        for (int at = 0; at < lines.size(); at++) {
            var bytes = new StringBuilder(withoutComment(lines.get(at)));
            int number = at + 1;
            while (at + 1 < lines.size() && lines.get(at + 1).startsWith(" ")) {
                bytes.append(withoutComment(lines.get(++at)));
            }
            String text = bytes.toString().strip();
            if (!text.isEmpty()) {
                steps.add(step(number, text));
            }
        }
        return List.copyOf(steps);
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment);
    }

    private static Step step(int line, String text) {
        String[] words = text.split(" +", -1);
        return switch (words[0]) {
            case "on" -> new Step.On(line, words[1], words.length == 3 && words[2].equals("root"));
            case "end" -> new Step.End(line);
            case ">" -> new Step.Ask(line, Piece.of(text.substring(1)));
            case "<" ->
                    switch (words[1]) {
                        case "anything" -> new Step.Anything(line);
                        case "closed" -> new Step.Closed(line);
                        default -> new Step.Answer(line, Piece.of(text.substring(1)));
                    };
            default -> throw new IllegalArgumentException("line %d: %s".formatted(line, text));
        };
    }
}
