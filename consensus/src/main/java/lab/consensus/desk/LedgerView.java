package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lab.consensus.market.BusLogs;
import lab.consensus.market.LogReader;
import lab.consensus.market.Place;
import lab.domain.Account;
import lab.domain.MarketClock;
import lab.domain.OrderId;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Request;
import lab.domain.clearing.house.RequestIntake;
import lab.domain.progress.Progress;
import lab.domain.progress.WaitingRequests;
import lab.servicekit.http.Json;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.TermsLog;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.ProgressCodec;

/**
 * What stands on the bus between the desk and the clearing house: the desk's own requests, what
 * became of them, and what waits there.
 *
 * <p>In which order the three topics are read does not matter. A request is outstanding from when
 * it was sent, or found on the bus, until its execution was read. It is not if the clearing house
 * ignores it, because another request of its account is more than {@link RequestIntake#REMEMBERED}
 * newer: nothing will come of it.
 *
 * <p>What is kept is bounded: requests from the pending decision on, and one time an account.
 */
final class LedgerView {
    private static final List<Topic> TOPICS =
            List.of(Topic.ORDERS, Topic.EXECUTIONS, Topic.PROGRESS);

    private final BusLogs logs;
    private final Set<Account> own;
    private final MarketClock clock;
    private final Consumer<Execution> executed;
    private final Map<Topic, List<LogReader>> readers = new LinkedHashMap<>();
    private final Map<RequestKey, Request> outstanding = new LinkedHashMap<>();

    /** With the time of their decision. */
    private final Map<RequestKey, Instant> onBus = new HashMap<>();

    private final Map<RequestKey, Instant> answered = new HashMap<>();
    private Instant floor = Instant.EPOCH;
    private final Map<Account, Instant> newestRequests =
            new TreeMap<>(Comparator.comparing(Account::name));
    private final Map<Account, Long> firstNumbers = new HashMap<>();
    private Optional<Instant> newestRequest = Optional.empty();
    private Optional<WaitingRequests> waiting = Optional.empty();
    private boolean hasHistory;
    private final TermsLog termsLog;

    /**
     * Begins at the oldest messages.
     *
     * @param clock whose clock the market's times are by
     * @param executed gets each execution of an account of the desk's, in the order of its log
     */
    LedgerView(BusLogs logs, Set<Account> own, MarketClock clock, Consumer<Execution> executed) {
        this.logs = logs;
        this.own = Set.copyOf(own);
        this.clock = clock;
        this.termsLog = new TermsLog(clock);
        this.executed = executed;
        TOPICS.forEach(this::readFromOldest);
    }

    private void readFromOldest(Topic topic) {
        readers.put(
                topic,
                IntStream.range(0, Bus.PARTITIONS)
                        .mapToObj(partition -> new LogReader(logs, topic, partition))
                        .toList());
    }

    /** What clearing costs, as the bus says now. */
    DatedTerms readTerms() throws BusException, InterruptedException {
        return termsLog.readOn(
                logs.ends(Topic.TERMS),
                (partition, offset) -> logs.read(Topic.TERMS, partition, offset));
    }

    /**
     * Reads all three topics to the ends that they have now.
     *
     * @return whether there was anything
     */
    boolean read() throws BusException, InterruptedException {
        boolean any = false;
        for (Map.Entry<Topic, List<LogReader>> topic : readers.entrySet()) {
            Map<Integer, Long> ends = logs.ends(topic.getKey());
            for (LogReader reader : topic.getValue()) {
                any |= read(reader, ends.getOrDefault(reader.partition(), reader.next()));
            }
        }
        return any;
    }

    private boolean read(LogReader reader, long end) throws BusException, InterruptedException {
        boolean any = false;
        reader.checkEnd(end);
        while (reader.next() < end) {
            List<BusMessage> messages = reader.read();
            if (messages.isEmpty()) {
                goBehindRemoved(reader, end);
            }
            messages.forEach(this::take);
            any |= !messages.isEmpty();
        }
        return any;
    }

    /** Goes on where retention has removed all that was to be read. */
    private void goBehindRemoved(LogReader reader, long end)
            throws BusException, InterruptedException {
        long begin = logs.begins(reader.topic()).getOrDefault(reader.partition(), 0L);
        if (begin <= reader.next()) {
            throw new IllegalStateException(
                    "%s: must have messages up to %d in partition %d, had none from %d on"
                            .formatted(
                                    reader.topic().topicName(),
                                    end,
                                    reader.partition(),
                                    reader.next()));
        }
        reader.goTo(begin, Optional.empty());
    }

    /**
     * Reads requests and executions from the oldest on, once more. Whoever knows an execution
     * passes it over.
     */
    void readAgain() {
        readFromOldest(Topic.ORDERS);
        readFromOldest(Topic.EXECUTIONS);
    }

    /**
     * The accounts that cannot be rebuilt from what the bus still has: the executions behind those
     * that are known are gone, or may be. Only for who has read from the oldest message.
     *
     * @param known how many executions of each account in question are known
     */
    List<Account> notWhole(Map<Account, Long> known) throws BusException, InterruptedException {
        if (known.isEmpty()) {
            return List.of();
        }
        Map<Integer, Long> begins = logs.begins(Topic.EXECUTIONS);
        return known.entrySet().stream()
                .filter(it -> {
                    int partition = Partitioner.partition(it.getKey().name(), Bus.PARTITIONS);
                    if (begins.getOrDefault(partition, 0L) == 0) {
                        return false;
                    }
                    Long first = firstNumbers.get(it.getKey());
                    return first == null ? it.getValue() == 0 : first > it.getValue();
                })
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(Account::name))
                .toList();
    }

    private void take(BusMessage message) {
        try {
            switch (message.topic()) {
                case ORDERS -> take(OrderCodec.decode(message.payload()));
                case EXECUTIONS -> take(ExecutionCodec.decode(message.payload()));
                case PROGRESS ->
                        take(
                                ProgressCodec.decode(
                                        message.payload(), clock.receipt(message.time())));
                case PRICES, TRADES, HEARTBEATS, DLQ, CLOSINGS, ANNOTATIONS, TERMS, BOOKS ->
                        throw new AssertionError(message.topic());
            }
        } catch (MalformedMessage e) {
            // Of another client: it is a dead letter of whoever clears
        }
    }

    private void take(Request request) {
        if (!own.contains(request.account())) {
            return;
        }
        hasHistory = true;
        newestRequest =
                newestRequest
                        .filter(it -> !it.isBefore(request.time()))
                        .or(() -> Optional.of(request.time()));
        RequestKey key = RequestKey.of(request);
        boolean isRepeat = onBus.containsKey(key) || answered.containsKey(key);
        if (hasExpired(request) && !isRepeat) {
            outstanding.remove(key);
            onBus.put(key, request.time());
            return;
        }
        if (outstanding.containsKey(key) || !request.time().isBefore(floor)) {
            onBus.put(key, request.time());
            if (!answered.containsKey(key)) {
                outstanding.putIfAbsent(key, request);
            }
        }
    }

    /** By the account's requests that stand before it in its log. */
    private boolean hasExpired(Request request) {
        Instant newest = newestRequests.get(request.account());
        if (newest == null || newest.isBefore(request.time())) {
            newestRequests.put(request.account(), request.time());
        }
        return newest != null
                && request instanceof OrderRequest
                && request.time().isBefore(newest.minus(RequestIntake.REMEMBERED));
    }

    private void take(Execution execution) {
        if (!own.contains(execution.request().account())) {
            return;
        }
        hasHistory = true;
        firstNumbers.putIfAbsent(execution.request().account(), execution.number());
        RequestKey key = RequestKey.of(execution.request());
        outstanding.remove(key);
        Instant asked = execution.request().time();
        if (!asked.isBefore(floor)) {
            answered.put(key, asked);
        }
        executed.accept(execution);
    }

    private void take(Progress told) {
        if (told.part().equals(ProgressCodec.WAITING_PART)) {
            waiting = told.waiting();
        }
    }

    /** Whether a request is on the bus already, or answered. */
    boolean isKnown(Request request) {
        RequestKey key = RequestKey.of(request);
        return onBus.containsKey(key) || answered.containsKey(key);
    }

    /** From now on it is waited for. */
    void expect(Request request) {
        outstanding.putIfAbsent(RequestKey.of(request), request);
    }

    /** It does not leave after all. */
    void forget(Request request) {
        outstanding.remove(RequestKey.of(request));
    }

    /**
     * Whether everything is known that can come of what was asked for. Each request is answered
     * once, so with nothing outstanding no execution of the desk's accounts is to come, wherever
     * the clearing house is in the market.
     */
    boolean hasAnsweredAll() {
        return outstanding.isEmpty();
    }

    /** Nothing will be decided any more at a time before this. */
    void forgetBefore(Instant time) {
        floor = time;
        onBus.values().removeIf(asked -> asked.isBefore(time));
        answered.values().removeIf(asked -> asked.isBefore(time));
    }

    int outstanding() {
        return outstanding.size();
    }

    /** The requests of all accounts that the clearing house has not answered, if it has said so. */
    Optional<WaitingRequests> waiting() {
        return waiting;
    }

    /** The newest time of a request of the desk's that was on the bus. */
    Optional<Instant> newestRequest() {
        return newestRequest;
    }

    /** Whether accounts of the desk's are on the bus already. */
    boolean hasHistory() {
        return hasHistory;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.mapper().createObjectNode();
        List<Place> places = new ArrayList<>();
        readers.values().stream()
                .flatMap(List::stream)
                .forEach(reader ->
                        places.add(
                                new Place(
                                        reader.topic(),
                                        reader.partition(),
                                        reader.next(),
                                        0,
                                        reader.mark())));
        Place.write(places, json.putArray("places"));
        ArrayNode waiting = json.putArray("outstanding");
        outstanding.values().forEach(it -> waiting.add(text(OrderCodec.encode(it))));
        write(onBus, json.putArray("on_bus"));
        write(answered, json.putArray("answered"));
        json.put("floor", floor.toString());
        newestRequest.ifPresent(time -> json.put("newest_request", time.toString()));
        ObjectNode newest = json.putObject("newest_requests");
        newestRequests.forEach((account, time) -> newest.put(account.name(), time.toString()));
        json.put("has_history", hasHistory);
        return json;
    }

    private static void write(Map<RequestKey, Instant> keys, ArrayNode json) {
        keys.forEach((key, asked) ->
                json.addArray()
                        .add(key.account().name())
                        .add(key.orderId().text())
                        .add(asked.toString()));
    }

    void readFrom(JsonNode json) throws MalformedMessage {
        for (Place place : Place.read(json.path("places"))) {
            readers.getOrDefault(place.topic(), List.of()).stream()
                    .filter(reader -> reader.partition() == place.partition())
                    .forEach(reader -> reader.goTo(place.offset(), place.last()));
        }
        for (JsonNode text : json.path("outstanding")) {
            Request request = OrderCodec.decode(bytes(text));
            if (own.contains(request.account())) { // nobody would read what came of another's
                outstanding.put(RequestKey.of(request), request);
            }
        }
        read(json.path("on_bus"), onBus);
        read(json.path("answered"), answered);
        floor = Instant.parse(json.path("floor").asText());
        newestRequest =
                json.hasNonNull("newest_request")
                        ? Optional.of(Instant.parse(json.get("newest_request").asText()))
                        : Optional.empty();
        json.path("newest_requests")
                .properties()
                .forEach(it ->
                        newestRequests.put(
                                new Account(it.getKey()), Instant.parse(it.getValue().asText())));
        hasHistory = json.path("has_history").asBoolean();
    }

    private static void read(JsonNode json, Map<RequestKey, Instant> keys) {
        for (JsonNode key : json) {
            keys.put(
                    new RequestKey(
                            new Account(key.path(0).asText()), new OrderId(key.path(1).asText())),
                    Instant.parse(key.path(2).asText()));
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(JsonNode text) {
        return text.asText().getBytes(StandardCharsets.UTF_8);
    }
}
