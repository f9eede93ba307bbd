package lab.launcher.query;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import lab.launcher.LabException;
import lab.servicekit.Json;
import lab.servicekit.Problem;
import lab.servicekit.ProblemException;
import lab.servicekit.RequestView;
import lab.servicekit.Router;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/sql} of a running lab: a statement in, lines of JSON out. The first line is the
 * head, every further line a row, and the last says that it is the end, or what went wrong on the
 * way; an answer that breaks off has neither.
 */
public final class SqlRoute {
    /** How many statements may run at once; the cluster keeps slots for as many. */
    static final int STATEMENTS_MAX = 2;

    /** What is asked. */
    public record Question(String statement, boolean follow) {}

    private static final int FLUSH_EVERY_ROWS = 200;

    private final Supplier<Queries> sessions;
    private final Semaphore running = new Semaphore(STATEMENTS_MAX);

    /**
     * @param sessions opens one for a statement; throws {@link ProblemException} while the lab is
     *     not ready
     */
    public SqlRoute(Supplier<Queries> sessions) {
        this.sessions = sessions;
    }

    public void addTo(Router router) {
        router.post("/api/sql", this::answer);
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        Question question = new RequestView(request).body(Question.class);
        if (question.statement() == null || question.statement().isBlank()) {
            throw ProblemException.badRequest("statement: must be given, was empty");
        }
        if (!running.tryAcquire()) {
            throw ProblemException.unavailable(
                    "sql: at most %d statements at once, try again when one has ended"
                            .formatted(STATEMENTS_MAX));
        }
        try (Queries session = sessions.get()) {
            var lines = new JsonLines(response, question.follow());
            try {
                session.answer(question.statement(), question.follow(), lines);
            } catch (LabException e) {
                lines.fail(e.getMessage());
            }
        } finally {
            running.release();
        }
    }

    /** Begins the response with the first line, so that what is refused is still a problem. */
    private static final class JsonLines implements AnswerSink {
        private final JsonMapper json = Json.mapper();
        private final ServerResponse response;
        private final boolean follow;
        private @Nullable OutputStream out;
        private int rows;

        JsonLines(ServerResponse response, boolean follow) {
            this.response = response;
            this.follow = follow;
        }

        @Override
        public void head(List<Column> columns, Kind kind) throws IOException {
            response.header(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
            out = response.outputStream();
            write(Map.of("columns", columns, "kind", kind));
            out.flush();
        }

        @Override
        public void row(String change, List<@Nullable Object> values) throws IOException {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("change", change);
            line.put("row", values);
            write(line);
            rows++;
            if (out != null && (follow || rows % FLUSH_EVERY_ROWS == 0)) {
                out.flush();
            }
        }

        @Override
        public void end() throws IOException {
            write(Map.of("end", true));
            close();
        }

        void fail(@Nullable String reason) throws IOException {
            String told = String.valueOf(reason);
            if (out == null) {
                throw Problem.of(400, told).asException();
            }
            write(Map.of("error", told));
            close();
        }

        private void write(Map<String, ?> line) throws IOException {
            if (out != null) {
                out.write(json.writeValueAsBytes(line));
                out.write('\n');
            }
        }

        private void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }
    }
}
