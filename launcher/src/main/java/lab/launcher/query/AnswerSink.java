package lab.launcher.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an answer as it comes: the head once, then rows, then the end. */
public interface AnswerSink {

    /** What kind of answer follows. */
    enum Kind {
        /** Rows of a finished set. */
        ROWS,
        /** Rows that say how they change the set, without end. */
        CHANGES,
        /** Done; there is nothing to show. */
        DONE
    }

    void head(List<Column> columns, Kind kind) throws IOException;

    /**
     * One row.
     *
     * @param change {@code +I}, {@code -U}, {@code +U} or {@code -D}
     * @param values as JSON has them: text, numbers, truth values, lists, maps; decimals and times
     *     are text
     */
    void row(String change, List<@Nullable Object> values) throws IOException;

    void end() throws IOException;
}
