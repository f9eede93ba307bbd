package lab.cli;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into statements at each semicolon outside of quotes and comments. */
final class SqlStatements {
    private enum Inside {
        STATEMENT,
        TEXT,
        IDENTIFIER,
        LINE_COMMENT,
        BLOCK_COMMENT
    }

    /**
     * @param whole statements that ended with a semicolon
     * @param rest what came after the last; blank if nothing
     */
    record Cut(List<String> whole, String rest) {
        Cut {
            whole = List.copyOf(whole);
        }

        /** All statements, the last of which may lack its semicolon. */
        List<String> all() {
            List<String> all = new ArrayList<>(whole);
            if (!rest.isBlank()) {
                all.add(rest.strip());
            }
            return all;
        }
    }

    private SqlStatements() {}

    static Cut cut(String text) {
        List<String> whole = new ArrayList<>();
        var current = new StringBuilder();
        Inside inside = Inside.STATEMENT;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            Inside before = inside;
            inside = next(inside, text, i);
            boolean isComment = inside == Inside.LINE_COMMENT || inside == Inside.BLOCK_COMMENT;
            if (before == Inside.BLOCK_COMMENT && inside == Inside.STATEMENT) {
                i++;
            } else if (before == Inside.STATEMENT && inside == Inside.STATEMENT && c == ';') {
                addUnlessBlank(whole, current.toString());
                current.setLength(0);
            } else if (!isComment) {
                current.append(c);
            }
        }
        return new Cut(whole, current.toString());
    }

    private static Inside next(Inside inside, String text, int i) {
        char c = text.charAt(i);
        return switch (inside) {
            case STATEMENT -> {
                if (text.startsWith("--", i)) {
                    yield Inside.LINE_COMMENT;
                }
                if (text.startsWith("/*", i)) {
                    yield Inside.BLOCK_COMMENT;
                }
                yield c == '\'' ? Inside.TEXT : c == '`' ? Inside.IDENTIFIER : Inside.STATEMENT;
            }
            case TEXT -> c == '\'' ? Inside.STATEMENT : inside;
            case IDENTIFIER -> c == '`' ? Inside.STATEMENT : inside;
            case LINE_COMMENT -> c == '\n' ? Inside.STATEMENT : inside;
            case BLOCK_COMMENT -> text.startsWith("*/", i) ? Inside.STATEMENT : inside;
        };
    }

    private static void addUnlessBlank(List<String> statements, String statement) {
        if (!statement.isBlank()) {
            statements.add(statement.strip());
        }
    }
}
