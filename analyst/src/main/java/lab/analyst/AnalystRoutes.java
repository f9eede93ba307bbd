package lab.analyst;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import lab.analyst.check.Sentiment;
import lab.analyst.store.Comment;
import lab.analyst.store.Journal;
import lab.domain.Pair;
import lab.servicekit.http.Json;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import lab.servicekit.market.SeenMarket;

/** What the analyst answers. */
final class AnalystRoutes implements Router.Routes {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    private final Journal journal;
    private final Cycles cycles;
    private final Moments moments;
    private final Supplier<Analyst.Standing> standing;

    /** One comment at a time is made for whoever asks. */
    private final Semaphore requests = new Semaphore(1);

    AnalystRoutes(
            Journal journal, Cycles cycles, Moments moments, Supplier<Analyst.Standing> standing) {
        this.journal = journal;
        this.cycles = cycles;
        this.moments = moments;
        this.standing = standing;
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/latest", this::all)
                .json("/api/latest/{pair}", this::one)
                .post("/api/latest/{pair}", this::seen)
                .json("/api/answers/{key}", this::stored)
                .json("/api/analyst", request -> standing.get())
                .post("/api/comment/{pair}", this::comment);
    }

    private Object all(RequestView request) {
        Optional<Instant> asOf = request.time("as_of");
        ObjectNode all = Json.mapper().createObjectNode();
        journal.pairs().forEach(pair -> all.set(pair, answer(new Pair(pair), asOf)));
        return all;
    }

    private Object one(RequestView request) {
        return answer(request.pair(), request.time("as_of"));
    }

    private ObjectNode answer(Pair pair, Optional<Instant> asOf) {
        Optional<Comment> comment =
                asOf.isPresent()
                        ? journal.asOf(pair.name(), asOf.get())
                        : journal.newest(pair.name());
        ObjectNode answer =
                comment.isPresent() ? Json.mapper().valueToTree(comment.get()) : nothing(pair);
        asOf.ifPresent(time -> answer.put("settled", isSettled(pair, time)));
        if (asOf.isEmpty() && comment.isEmpty()) { // of a moment, the answer is always the same
            standing.get().reason().ifPresent(reason -> answer.put("note", reason));
        }
        return answer;
    }

    /** Whether the same question will have the same answer for ever. */
    private boolean isSettled(Pair pair, Instant time) {
        return cycles.settledUpTo(pair)
                .filter(upTo -> !upTo.isBefore(moments.atOrBefore(time)))
                .isPresent();
    }

    private static ObjectNode nothing(Pair pair) {
        ObjectNode nothing = Json.mapper().createObjectNode();
        nothing.put("pair", pair.name());
        nothing.put("narrative", "Nothing was said of this pair yet.");
        nothing.put("sentiment", Sentiment.UNKNOWN);
        nothing.put("source", "none");
        nothing.put("verdict", "NONE");
        nothing.putArray("evidence");
        return nothing;
    }

    private Object stored(RequestView request) {
        String key = request.segment("key");
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.badRequest("key: must be 64 hexadecimal digits");
        }
        return journal.answer(key)
                .orElseThrow(() ->
                        ProblemException.notFound("key: must be that of an answer, was another"));
    }

    /** For somebody who tells what he has seen, and depends on nothing else. */
    private void seen(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        SeenMarket market = SeenMarket.of(new RequestView(request));
        Optional<Comment> comment = cycles.onSeen(market);
        send(response, comment.isPresent() ? comment.get() : nothing(market.pair()));
    }

    private static void send(ServerResponse response, Object value) throws IOException {
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(Json.write(value));
    }

    private void comment(ServerRequest request, ServerResponse response)
            throws IOException, InterruptedException {
        Pair pair = new RequestView(request).pair();
        if (!requests.tryAcquire()) {
            throw ProblemException.unavailable("comment: one at a time, another is being made");
        }
        try {
            Comment comment =
                    cycles.onRequest(pair)
                            .orElseThrow(() ->
                                    ProblemException.notFound(
                                            "pair: must have been traded lately, was " + pair));
            send(response, comment);
        } finally {
            requests.release();
        }
    }
}
