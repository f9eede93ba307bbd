package lab.launcher.mcp;

import java.util.Locale;
import java.util.regex.Pattern;

/** Lets one query through, and nothing that could change a table, a setting or a catalog. */
final class ReadOnlySql {
    private static final int LENGTH_MAX = 10_000;
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'|`[^`]*`");
    private static final Pattern COMMENT =
            Pattern.compile("--[^\\n]*|/\\*(?!\\+).*?\\*/", Pattern.DOTALL);
    private static final Pattern QUERY =
            Pattern.compile("\\s*\\(*\\s*(SELECT|WITH)\\b.*", Pattern.DOTALL);
    private static final Pattern CHANGES =
            Pattern.compile(
                    "\\b(INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP|TRUNCATE|CALL|EXECUTE)\\b");

    private ReadOnlySql() {}

    /**
     * The query, without a semicolon at its end.
     *
     * @throws ToolException if it is anything else
     */
    static String check(String statement) throws ToolException {
        String query = statement.strip();
        while (query.endsWith(";")) {
            query = query.substring(0, query.length() - 1).strip();
        }
        if (query.length() > LENGTH_MAX) {
            throw new ToolException("sql: at most %d characters".formatted(LENGTH_MAX));
        }
        // Texts first: what looks like a comment in one is none
        String bare = COMMENT.matcher(TEXT.matcher(query).replaceAll("''")).replaceAll(" ");
        bare = bare.toUpperCase(Locale.ROOT);
        if (bare.contains(";")) {
            throw new ToolException("sql: must be one query, were several statements");
        }
        if (!QUERY.matcher(bare).matches() || CHANGES.matcher(bare).find()) {
            throw new ToolException(
                    "sql: must be a query (SELECT or WITH … SELECT), which changes nothing");
        }
        if (bare.contains("/*+")) {
            throw new ToolException("sql: hints (/*+ … */) are not taken");
        }
        return query;
    }
}
