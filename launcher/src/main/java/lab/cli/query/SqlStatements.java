package lab.cli.query;

import java.util.ArrayList;
import java.util.List;
import lab.flink.sql.script.SqlPart;

/** Cuts a text into statements at each semicolon outside of quotes and comments. */
final class SqlStatements {
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
        for (SqlPart part : SqlPart.of(text)) {
            switch (part.kind()) {
                case QUOTED -> current.append(part.text());
                case COMMENT -> {
                    if (!part.isClosed()) {
                        current.append(part.text()); // it goes on in the next line
                    } else if (!current.isEmpty()
                            && !Character.isWhitespace(current.charAt(current.length() - 1))) {
                        current.append(' ');
                    }
                }
                case CODE -> {
                    String[] pieces = part.text().split(";", -1);
                    for (int i = 0; i < pieces.length; i++) {
                        if (i > 0) {
                            addUnlessBlank(whole, current.toString());
                            current.setLength(0);
                        }
                        current.append(pieces[i]);
                    }
                }
            }
        }
        return new Cut(whole, current.toString());
    }

    private static void addUnlessBlank(List<String> statements, String statement) {
        if (!statement.isBlank()) {
            statements.add(statement.strip());
        }
    }
}
