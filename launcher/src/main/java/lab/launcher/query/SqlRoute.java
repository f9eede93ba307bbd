package lab.launcher.query;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import lab.servicekit.http.Problem;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/sql} of a running lab: a statement in, lines of JSON out. The first line is the
 * head, every further line a row, and the last says that it is the end, or what went wrong on the
 * way; an answer that breaks off has neither.
 */
public final class SqlRoute {
    /** How many statements may run at once; the cluster keeps slots for as many. */
    static final int STATEMENTS_MAX = 2;

    /**
     * What is asked.
     *
     * @param branch of the cold tier, if it is not the tables themselves
     */
    public record Question(String statement, boolean follow, @Nullable String branch) {}

    private static final Logger log = LoggerFactory.getLogger(SqlRoute.class);
    private static final int FLUSH_EVERY_ROWS = 200;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

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
            answer(question, session, new JsonLines(response, question.follow()));
        } finally {
            running.release();
        }
    }

    private static void answer(Question question, Queries session, JsonLines lines)
            throws IOException {
        Thread watch = Thread.ofVirtual().unstarted(() -> watch(session, lines));
        try {
            if (question.follow()) {
                watch.start();
            }
            String branch = question.branch();
            if (branch != null) {
                session.useBranch(branch);
            }
            session.answer(question.statement(), question.follow(), lines);
        } catch (LabException e) {
            lines.fail(e.getMessage());
        } finally {
            watch.interrupt();
        }
    }

    /** Ends a stream that nobody reads any more, also while it has no rows. */
    private static void watch(Queries session, JsonLines lines) {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                lines.keepAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            log.info("follower has gone reason={}", e.toString());
            session.cancel();
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
        public synchronized void head(List<Column> columns, Kind kind) throws IOException {
            response.header(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
            out = response.outputStream();
            write(Map.of("columns", columns, "kind", kind));
            out.flush();
        }

        @Override
        public synchronized void row(String change, List<@Nullable Object> values)
                throws IOException {
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
        public synchronized void end() throws IOException {
            write(Map.of("end", true));
            close();
        }

        synchronized void fail(@Nullable String reason) throws IOException {
            String told = String.valueOf(reason);
            if (out == null) {
                throw Problem.of(400, told).asException();
            }
            write(Map.of("error", told));
            close();
        }

        /** A blank line, which readers pass over. */
        synchronized void keepAlive() throws IOException {
            if (out != null) {
                out.write('\n');
                out.flush();
            }
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
