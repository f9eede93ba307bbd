package lab.consensus.why;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.desk.DecisionLog;
import lab.consensus.market.BusLogs;
import lab.domain.Account;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.Request;
import lab.servicekit.http.Json;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import lab.servicekit.http.ServiceException;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /api/why/{account}/{order_id}}: what is kept of one order, or of a decision
 * that made none, from what was known to what came of it.
 *
 * <p>Each part is read where it is kept: the decision in the desk's own log, what became of the
 * order in the ledger or, until the next checkpoint, on the bus, the quote on the bus or in the
 * cold tier, the words at the services that said them. What is not kept, or cannot be had now, is
 * named in {@code not_kept}; a part that is missing never hides the others. Every read has a bound,
 * and two questions are answered at a time.
 */
public final class Why implements Router.Routes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Why.class);
    private static final int AT_ONCE = 2;
    private static final Duration WAITS_AT_MOST = Duration.ofSeconds(10);

    private final Sources sources;
    private final LedgerRows ledger;
    private final DecisionLog decisions;
    private final QuoteSearch quotes;
    private final ServiceWords words;
    private final Semaphore asking = new Semaphore(AT_ONCE);

    /**
     * Where all of it is kept.
     *
     * @param folder the desk's own
     * @param accounts those that the desk trades on
     */
    public record Sources(
            AuditTables tables,
            BusConnection bus,
            String stream,
            Path folder,
            Set<String> accounts,
            URI lancer,
            URI analyst) {
        public Sources {
            accounts = Set.copyOf(accounts);
        }
    }

    public Why(Sources sources) {
        this.sources = sources;
        this.ledger = new LedgerRows(sources.tables());
        this.decisions = new DecisionLog(sources.folder());
        this.quotes = new QuoteSearch(sources.tables().clock());
        this.words = new ServiceWords(sources.analyst(), sources.lancer());
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/why/{account}/{order_id}", this::answer);
    }

    private ObjectNode answer(RequestView request) {
        Account account;
        OrderId id;
        try {
            account = Account.trader(request.segment("account"));
            id = new OrderId(request.segment("order_id"));
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound(String.valueOf(e.getMessage()));
        }
        try {
            if (!asking.tryAcquire(WAITS_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable(
                        "why: at most %d questions at once, others are under way"
                                .formatted(AT_ONCE));
            }
            try (var reader = new BusReader(sources.bus(), sources.stream())) {
                return answer(account, id, BusLogs.of(reader));
            } finally {
                asking.release();
            }
        } catch (IOException | UncheckedIOException e) {
            throw ProblemException.unavailable(
                    "why: the ledger must be readable, is not: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("why: the service is closing");
        }
    }

    private ObjectNode answer(Account account, OrderId id, BusLogs bus)
            throws IOException, InterruptedException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("account", account.name());
        json.put("order_id", id.text());
        var notKept = new NotKept();
        Optional<ObjectNode> execution = execution(account, id, bus, notKept);
        Optional<NewestOnBus.Found<Request>> waiting =
                execution.isPresent() ? Optional.empty() : waiting(account, id, bus, notKept);
        List<JsonNode> kept = decisions.find(account.name(), id.text());
        Optional<JsonNode> decision = decisive(kept, execution.isPresent() || waiting.isPresent());
        if (execution.isEmpty() && waiting.isEmpty() && decision.isEmpty()) {
            throw unknown(account, id, notKept);
        }
        json.put("outcome", outcome(execution, waiting.isPresent(), decision));
        decision(decision, kept.size(), execution, bus, json, notKept);
        waiting.ifPresent(it -> json.set("request", parsed(it.message())));
        if (execution.isPresent()) {
            json.set("execution", execution.get());
            json.set(
                    "clearing_rule",
                    ClearingRule.of(
                            execution.get().path("status").asText(),
                            execution.get().path("reason").asText()));
            quote(execution.get(), bus, json, notKept);
            transfers(account, id, execution.get(), json, notKept);
        }
        if (decision.isPresent()) {
            patterns(decision.get(), json, notKept);
            commentary(decision.get(), json, notKept);
        }
        notKept.writeTo(json);
        return json;
    }

    /** What the ledger says, or the bus while the ledger has not come there. */
    private Optional<ObjectNode> execution(
            Account account, OrderId id, BusLogs bus, NotKept notKept)
            throws IOException, InterruptedException {
        Optional<ObjectNode> row = ledger.execution(account.name(), id.text());
        if (row.isPresent()) {
            row.get().put("source", "warm");
            return row;
        }
        try {
            return new NewestOnBus(bus)
                    .execution(account, id)
                    .map(found -> {
                        ObjectNode json = parsed(found.message());
                        json.put("source", "bus");
                        return json;
                    });
        } catch (BusException e) {
            notKept.add("the newest executions: the bus does not answer, " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<NewestOnBus.Found<Request>> waiting(
            Account account, OrderId id, BusLogs bus, NotKept notKept) throws InterruptedException {
        try {
            return new NewestOnBus(bus).request(account, id);
        } catch (BusException e) {
            notKept.add("the newest orders: the bus does not answer, " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Of a decision that was made again after a crash, the one that made the order; if there is no
     * order, the last.
     */
    static Optional<JsonNode> decisive(List<JsonNode> kept, boolean isOrdered) {
        return kept.stream()
                .filter(it -> isOrdered && it.path("outcome").asText().equals("ORDERED"))
                .findFirst()
                .or(() -> kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast()));
    }

    /** An order that was decided and is nowhere was held back, or is about to leave. */
    private static String outcome(
            Optional<ObjectNode> execution, boolean isWaiting, Optional<JsonNode> decision) {
        if (execution.isPresent()) {
            return execution.get().path("status").asText();
        }
        if (isWaiting) {
            return "WAITING";
        }
        String decided = decision.map(it -> it.path("outcome").asText()).orElse("");
        return decided.equals("ORDERED") ? "NOT_SENT" : decided;
    }

    private ProblemException unknown(Account account, OrderId id, NotKept notKept)
            throws IOException {
        boolean isKnown =
                sources.accounts().contains(account.name()) || ledger.knows(account.name());
        String rest = notKept.isEmpty() ? "" : "; not looked at: " + notKept;
        return ProblemException.notFound(
                (isKnown
                                ? "order_id: must be that of an order of %s, or of a decision of its that is still kept, was %s"
                                        .formatted(account, id)
                                : "account: must be one of the ledger's or of the desk's, was "
                                        + account)
                        + rest);
    }

    private void decision(
            Optional<JsonNode> decision,
            int times,
            Optional<ObjectNode> execution,
            BusLogs bus,
            ObjectNode json,
            NotKept notKept)
            throws InterruptedException {
        if (decision.isPresent()) {
            ObjectNode decided = decision.get().deepCopy();
            decided.remove(List.of("format", "account", "id", "told"));
            decided.put("times_decided", times);
            JsonNode seen = decided.path("known").path("quote");
            if (seen instanceof ObjectNode quote && quote.has("sequence")) {
                found(decided.path("pair").asText(), quote, bus, notKept)
                        .ifPresent(it -> position(it, quote));
            }
            json.set("decision", decided);
            return;
        }
        if (execution.filter(it -> it.path("kind").asText().equals("fund")).isPresent()) {
            notKept.add("a reason for the fund: each account of the desk is given one once");
            return;
        }
        boolean isDesks = execution.filter(it -> it.hasNonNull("strategy")).isPresent();
        notKept.add(
                isDesks
                        ? "what was known and how it was decided: the desk kept no decisions then,"
                                + " or has let go of this one; what its order said of it is in the"
                                + " execution"
                        : "what was known and how it was decided: the order is another client's");
    }

    /** The tick that filled it, as the bus had it. */
    private void quote(ObjectNode execution, BusLogs bus, ObjectNode json, NotKept notKept)
            throws InterruptedException {
        if (!execution.hasNonNull("quote_time")) {
            return;
        }
        ObjectNode quote = json.putObject("quote");
        quote.set("sequence", execution.path("quote_sequence"));
        quote.set("time", execution.path("quote_time"));
        quote.set("bid", execution.path("quote_bid"));
        quote.set("ask", execution.path("quote_ask"));
        Optional<QuoteSearch.Found> found =
                found(execution.path("pair").asText(), quote, bus, notKept);
        if (found.isPresent()) {
            position(found.get(), quote);
            quote.put("payload", found.get().payload());
        } else {
            notKept.add(
                    "where the quote stands: neither the bus nor the cold tier has it (any more, or"
                            + " yet)");
        }
    }

    private static void position(QuoteSearch.Found found, ObjectNode quote) {
        ObjectNode bus = quote.putObject("bus");
        bus.put("topic", "prices");
        bus.put("partition", found.partition());
        bus.put("offset", found.offset());
        bus.put("time", found.stamp().toString());
        bus.put("read_from", found.source());
    }

    private Optional<QuoteSearch.Found> found(
            String pair, JsonNode quote, BusLogs bus, NotKept notKept) throws InterruptedException {
        long number = quote.path("sequence").asLong();
        Instant at = Instant.parse(quote.path("time").asText());
        try {
            Optional<QuoteSearch.Found> found = quotes.onBus(bus, new Pair(pair), number, at);
            if (found.isPresent()) {
                return found;
            }
        } catch (BusException e) {
            notKept.add("the quote on the bus: it does not answer, " + e.getMessage());
        }
        if (!sources.tables().hasCold()) {
            return Optional.empty();
        }
        try {
            return QuoteSearch.inCold(sources.tables(), new Pair(pair), number, at);
        } catch (IOException | RuntimeException e) {
            log.warn("quote not looked up in the cold tier", e);
            notKept.add("the quote in the cold tier: it cannot be read now");
            return Optional.empty();
        }
    }

    private void transfers(
            Account account, OrderId id, ObjectNode execution, ObjectNode json, NotKept notKept)
            throws IOException {
        ArrayNode transfers = json.putArray("transfers");
        ledger.transfers(account.name(), id.text()).forEach(transfers::add);
        if (transfers.isEmpty() && !execution.path("status").asText().equals("REJECTED")) {
            notKept.add("the transfers: the ledger has them with its next checkpoint");
        }
    }

    /** What the pattern service told, and the windows as it finds them again. */
    private void patterns(JsonNode decision, ObjectNode json, NotKept notKept)
            throws InterruptedException {
        if (!reads(decision, "PATTERNS")) {
            return;
        }
        ObjectNode patterns = json.putObject("patterns");
        JsonNode told = decision.path("told").path("patterns");
        if (told.isObject()) {
            patterns.set("as_told", told);
        } else {
            notKept.add(
                    "the pattern service's answer word for word: it is kept of decisions that"
                            + " wanted something, and there was one");
        }
        try {
            JsonNode again =
                    words.patterns(
                            decision.path("pair").asText(),
                            Instant.parse(decision.path("time").asText()));
            patterns.set("found_again", again);
            if (told.isObject()) {
                patterns.put("same_windows", sameWindows(told, again));
            }
        } catch (ServiceException e) {
            notKept.add("the matched windows drawn: the pattern service, " + e.getMessage());
        }
    }

    /** A late trade or an import may have changed the past since. */
    private static boolean sameWindows(JsonNode told, JsonNode again) {
        List<String> one = told.path("matches").findValuesAsText("window_start");
        return one.equals(again.path("matches").findValuesAsText("window_start"));
    }

    /** What the analyst told, and of what it was made: question, raw answer, verdict. */
    private void commentary(JsonNode decision, ObjectNode json, NotKept notKept)
            throws InterruptedException {
        if (!reads(decision, "COMMENTARY")) {
            return;
        }
        JsonNode known = decision.path("known").path("sentiment");
        ObjectNode commentary = json.putObject("commentary");
        JsonNode comment = decision.path("told").path("commentary");
        try {
            if (comment.isObject()) {
                commentary.set("as_told", comment);
            } else if (known.hasNonNull("time")) {
                comment =
                        words.comment(
                                decision.path("pair").asText(),
                                Instant.parse(known.path("time").asText()));
                commentary.set("found_again", comment);
                commentary.put("same_moment", comment.path("time").asText().equals(moment(known)));
            }
            Optional<String> key = ServiceWords.keyOf(comment);
            if (key.isPresent()) {
                JsonNode answer = words.answer(key.get());
                ObjectNode prompt = commentary.putObject("prompt");
                prompt.set("system", answer.path("system"));
                prompt.set("user", answer.path("user"));
                commentary.set("raw_answer", answer.path("raw"));
                commentary.set("answered_by", answer.path("model"));
                commentary.set("verdict", comment.path("verdict"));
                commentary.set("verdict_reasons", comment.path("reasons"));
            } else {
                notKept.add("prompt and raw answer: nothing was asked, or not kept");
            }
        } catch (ServiceException e) {
            notKept.add("prompt and raw answer: the analyst, " + e.getMessage());
        }
    }

    private static String moment(JsonNode known) {
        return Instant.parse(known.path("time").asText()).toString();
    }

    private static boolean reads(JsonNode decision, String service) {
        for (JsonNode read : decision.path("reads")) {
            if (read.asText().equals(service)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode parsed(BusMessage message) {
        try {
            return (ObjectNode) Json.mapper().readTree(message.payload());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a message that was decoded must be JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        words.close();
    }
}
