package lab.flink.sql.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SQL file: statements that end with {@code ;}, comments after {@code --}, variables {@code
 * ${name}}.
 *
 * @param name of the file, without its folder
 * @param source without comments and superfluous space, variables still in place: what two versions
 *     of a file are compared by
 */
public record SqlScript(String name, String source) {
    static final String STATEMENT_SET = "EXECUTE STATEMENT SET";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z.-]+)}");
    private static final Pattern SET =
            Pattern.compile("SET\\s+'([^']+)'\\s*=\\s*'([^']*)'", Pattern.DOTALL);
    private static final Pattern ATTACH =
            Pattern.compile(
                    "ATTACH\\s+OPERATOR\\s+(\\w+)\\s+TO\\s+([\\w\\s,]+?)\\s+AS\\s+([\\w\\s,]+)");

    /** Reads one of the files that this module ships. */
    public static SqlScript shipped(String name) {
        try (InputStream in = SqlScript.class.getResourceAsStream("/sql/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("sql file: must be shipped, was " + name);
            }
            return of(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SqlScript of(String name, String text) {
        return new SqlScript(name, withoutComments(text));
    }

    /**
     * The statements in order, variables filled in.
     *
     * @throws IllegalArgumentException naming the file and the variable that has no value
     */
    public List<Statement> statements(Map<String, String> variables) {
        return split(fill(variables)).stream().map(SqlScript::statement).toList();
    }

    private String fill(Map<String, String> variables) {
        Matcher matcher = VARIABLE.matcher(source);
        return matcher.replaceAll(found -> {
            String value = variables.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "%s: variable must have a value, was ${%s}"
                                .formatted(name, found.group(1)));
            }
            return Matcher.quoteReplacement(value.replace("'", "''"));
        });
    }

    private static Statement statement(String text) {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            return new Statement.Set(set.group(1), set.group(2));
        }
        Matcher attach = ATTACH.matcher(text);
        if (attach.matches()) {
            return new Statement.Attach(
                    attach.group(1), names(attach.group(2)), names(attach.group(3)));
        }
        return new Statement.Sql(text);
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).toList();
    }

    /** Cuts at each {@code ;} that stands outside of quotes, comments and statement sets. */
    private List<String> split(String text) {
        var cutter = new Cutter();
        for (SqlPart part : SqlPart.of(text)) {
            if (!part.isClosed()) {
                throw new IllegalArgumentException(
                        "%s: a quote must be closed, was \"%s\"".formatted(name, part.text()));
            }
            if (part.kind() == SqlPart.Kind.CODE) {
                part.text().chars().forEach(c -> cutter.take((char) c));
            } else {
                cutter.takeQuoted(part.text());
            }
        }
        if (!cutter.statement.toString().isBlank()) {
            throw new IllegalArgumentException(
                    "%s: every statement must end with a semicolon, and a statement set with END;, was \"%s\""
                            .formatted(name, cutter.statement.toString().strip()));
        }
        return cutter.statements;
    }

    /**
     * Cuts code into statements, word by word. The words {@code STATEMENT SET BEGIN} open a set; it
     * is closed by an {@code END} that is all there is between two semicolons, which that of a
     * {@code CASE} is not.
     */
    private static final class Cutter {
        private static final List<String> OPENS = List.of("STATEMENT", "SET", "BEGIN");

        private final List<String> statements = new ArrayList<>();
        private final StringBuilder statement = new StringBuilder();
        private final StringBuilder word = new StringBuilder();

        /** Of the statement, or of the one inside of a set. */
        private final List<String> words = new ArrayList<>();

        private boolean isInSet;

        void take(char c) {
            if (c == ';') {
                endWord();
                end();
                return;
            }
            if (Character.isLetterOrDigit(c) || c == '_') {
                word.append(c);
            } else {
                endWord();
                if (!Character.isWhitespace(c)) {
                    words.add(String.valueOf(c));
                }
            }
            statement.append(c);
        }

        void takeQuoted(String text) {
            endWord();
            words.add(text);
            statement.append(text);
        }

        private void endWord() {
            if (word.isEmpty()) {
                return;
            }
            words.add(word.toString().toUpperCase(Locale.ROOT));
            word.setLength(0);
            int size = words.size();
            if (!isInSet && size >= OPENS.size() && words.subList(size - 3, size).equals(OPENS)) {
                isInSet = true;
                words.clear();
            }
        }

        private void end() {
            if (isInSet && !words.equals(List.of("END"))) {
                statement.append(';');
            } else {
                statements.add(statement.toString().strip());
                statement.setLength(0);
                isInSet = false;
            }
            words.clear();
        }
    }

    /** Lines without comments and without space around them; what is quoted stays as it is. */
    private static String withoutComments(String text) {
        var kept = new StringBuilder();
        int keptAsItIs = 0;
        for (SqlPart part : SqlPart.of(text)) {
            switch (part.kind()) {
                case QUOTED -> {
                    kept.append(part.text());
                    keptAsItIs = kept.length();
                }
                case COMMENT -> space(kept);
                case CODE -> {
                    for (char c : part.text().toCharArray()) {
                        boolean isLineBegun =
                                !kept.isEmpty()
                                        && (kept.length() == keptAsItIs
                                                || kept.charAt(kept.length() - 1) != '\n');
                        if (c == '\n' || c == '\r') {
                            trimEnd(kept, keptAsItIs);
                            if (!kept.isEmpty()
                                    && (kept.length() == keptAsItIs
                                            || kept.charAt(kept.length() - 1) != '\n')) {
                                kept.append('\n');
                            }
                        } else if (isLineBegun || !Character.isWhitespace(c)) {
                            kept.append(c);
                        }
                    }
                }
            }
        }
        while (kept.length() > keptAsItIs
                && Character.isWhitespace(kept.charAt(kept.length() - 1))) {
            kept.setLength(kept.length() - 1);
        }
        return kept.toString();
    }

    /** So that a comment parts two words. */
    private static void space(StringBuilder text) {
        if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
            text.append(' ');
        }
    }

    private static void trimEnd(StringBuilder text, int from) {
        while (text.length() > from
                && text.charAt(text.length() - 1) != '\n'
                && Character.isWhitespace(text.charAt(text.length() - 1))) {
            text.setLength(text.length() - 1);
        }
    }
}
