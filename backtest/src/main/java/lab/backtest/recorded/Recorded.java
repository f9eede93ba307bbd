package lab.backtest.recorded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.audit.tiers.TierTable;
import lab.domain.Account;
import lab.domain.MarketClock;
import lab.domain.OrderId;
import lab.domain.clearing.Closing;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.Request;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.house.CountedClosings;
import lab.topics.codec.ClosingCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.TermsCodec;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded beside the market: requests, terms and closings, each in the order of its log.
 *
 * @param requests of all accounts, by the bus's stamps
 * @param closings that count, by partition of the ticks
 */
record Recorded(
        List<Stamped> requests, DatedTerms terms, Map<Integer, List<Closing.Decision>> closings) {
    Recorded {
        requests = List.copyOf(requests);
        closings = Map.copyOf(closings);
    }

    /** A request as the bus took it; one of an account that had the same id before is not here. */
    record Stamped(Request request, Instant taken, String payload) {}

    /** What names a request. */
    record Key(Account account, OrderId orderId) {
        static Key of(Request request) {
            return new Key(request.account(), request.orderId());
        }
    }

    /** A message as the cold tier has it. */
    private record Message(int partition, long offset, Instant taken, String payload) {}

    static Recorded of(ColdBooks cold) throws IOException {
        return new Recorded(requests(cold), terms(cold), closings(cold));
    }

    /** Nobody traded; clearing costs what it did. */
    static Recorded termsAlone(ColdBooks cold) throws IOException {
        return new Recorded(List.of(), terms(cold), Map.of());
    }

    /** When each request was taken by the bus. */
    Map<Key, Instant> stamps() {
        Map<Key, Instant> stamps = new HashMap<>();
        requests.forEach(it -> stamps.put(Key.of(it.request()), it.taken()));
        return stamps;
    }

    /** When each account was given its funds: before that its strategy did not trade. */
    Map<Account, Instant> begins() {
        Map<Account, Instant> begins = new HashMap<>();
        for (Stamped stamped : requests) {
            if (stamped.request() instanceof FundRequest fund) {
                begins.putIfAbsent(fund.account(), fund.time());
            }
        }
        return begins;
    }

    private static List<Stamped> requests(ColdBooks cold) throws IOException {
        Map<Key, Stamped> requests = new HashMap<>();
        List<Stamped> inOrder = new ArrayList<>();
        Map<Integer, Instant> newest = new HashMap<>();
        for (Message message : messages(cold, "orders")) {
            Instant taken =
                    newest.merge(
                            message.partition(),
                            message.taken(),
                            (one, other) -> one.isAfter(other) ? one : other);
            var stamped =
                    new Stamped(
                            decode(message.payload(), OrderCodec::decode),
                            taken,
                            message.payload());
            if (requests.putIfAbsent(Key.of(stamped.request()), stamped) == null) {
                inOrder.add(stamped);
            }
        }
        inOrder.sort(Comparator.comparing(Stamped::taken));
        return inOrder;
    }

    private static DatedTerms terms(ColdBooks cold) throws IOException {
        List<TermsChange> changes = new ArrayList<>();
        List<Message> messages = messages(cold, "terms");
        messages.sort(Comparator.comparing(Message::taken));
        for (Message message : messages) {
            // Those that clearing does not go by are not among them
            Instant any = MarketClock.OWN.receipt(message.taken());
            changes.add(
                    decode(message.payload(), it -> TermsCodec.decode(it, message.taken(), any)));
        }
        return new DatedTerms(changes);
    }

    private static Map<Integer, List<Closing.Decision>> closings(ColdBooks cold)
            throws IOException {
        Map<Integer, CountedClosings> counted = new HashMap<>();
        Map<Integer, List<Closing.Decision>> closings = new TreeMap<>();
        for (Message message : messages(cold, "closings")) {
            Closing closing = decode(message.payload(), ClosingCodec::decode);
            counted.computeIfAbsent(closing.partition(), _ -> new CountedClosings())
                    .take(closing)
                    .ifPresent(decision ->
                            closings.computeIfAbsent(closing.partition(), _ -> new ArrayList<>())
                                    .add(decision));
        }
        return closings;
    }

    /** All of a table, by partition and offset. */
    private static List<Message> messages(ColdBooks cold, String table) throws IOException {
        List<Message> messages = new ArrayList<>();
        TierTable rows = cold.table(table).orElse(null);
        if (rows != null) {
            rows.read(
                    List.of("bus_partition", "bus_offset", "bus_time", "payload"),
                    row ->
                            messages.add(
                                    new Message(
                                            Math.toIntExact((Long) present(row[0])),
                                            (Long) present(row[1]),
                                            ((LocalDateTime) present(row[2]))
                                                    .toInstant(ZoneOffset.UTC),
                                            (String) present(row[3]))));
        }
        messages.sort(
                Comparator.comparingInt(Message::partition).thenComparingLong(Message::offset));
        return messages;
    }

    private static Object present(@Nullable Object value) {
        return Objects.requireNonNull(value);
    }

    private interface Decoder<T> {
        T decode(byte[] payload) throws MalformedMessage;
    }

    /** The cold tier holds what could be read. */
    private static <T> T decode(String payload, Decoder<T> decoder) {
        try {
            return decoder.decode(payload.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedMessage e) {
            throw new IllegalStateException(
                    "cold tier: must hold messages that can be read, has %s; %s"
                            .formatted(payload, e.reason()),
                    e);
        }
    }
}
