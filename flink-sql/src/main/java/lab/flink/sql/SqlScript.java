package lab.flink.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A SQL file: statements that end with {@code ;}, comments after {@code --}, variables {@code
 * ${name}}.
 *
 * @param name of the file, without its folder
 * @param source without comments and superfluous space, variables still in place: what two versions
 *     of a file are compared by
 */
record SqlScript(String name, String source) {
    static final String STATEMENT_SET = "EXECUTE STATEMENT SET";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z.-]+)}");
    private static final Pattern SET =
            Pattern.compile("SET\\s+'([^']+)'\\s*=\\s*'([^']*)'", Pattern.DOTALL);
    private static final Pattern ATTACH =
            Pattern.compile(
                    "ATTACH\\s+OPERATOR\\s+(\\w+)\\s+TO\\s+([\\w\\s,]+?)\\s+AS\\s+([\\w\\s,]+)");

    /** Reads one of the files that this module ships. */
    static SqlScript shipped(String name) {
        try (InputStream in = SqlScript.class.getResourceAsStream("/sql/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("sql file: must be shipped, was " + name);
            }
            return of(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SqlScript of(String name, String text) {
        return new SqlScript(name, withoutComments(text));
    }

    /**
     * The statements in order, variables filled in.
     *
     * @throws IllegalArgumentException naming the file and the variable that has no value
     */
    List<Statement> statements(Map<String, String> variables) {
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

    /** Cuts at each {@code ;} outside of quotes and of a statement set. */
    private static List<String> split(String text) {
        var statements = new ArrayList<String>();
        var current = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (c != ';' || quoted) {
                current.append(c);
                continue;
            }
            String statement = current.toString().strip();
            if (statement.startsWith(STATEMENT_SET) && !statement.endsWith("END")) {
                current.append(c);
                continue;
            }
            statements.add(statement);
            current.setLength(0);
        }
        if (!current.toString().isBlank()) {
            throw new IllegalArgumentException(
                    "sql: every statement must end with a semicolon, was \""
                            + current.toString().strip()
                            + '"');
        }
        return statements;
    }

    private static String withoutComments(String text) {
        return text.lines()
                .map(SqlScript::withoutComment)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String withoutComment(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '\'';
            if (!quoted && line.startsWith("--", i)) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
