package lab.domain.clearing.house;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Closing;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.OrderIdHash;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.quote.QuoteBook;
import lab.domain.clearing.state.StateStore;

/**
 * The whole clearing house in one object and in memory: the three stages, wired.
 *
 * <p>It says what the distributed one must come to, and clears where there is one thread. Not safe
 * for use by several threads.
 */
public final class ClearingHouse {
    private final DatedTerms terms;
    private final ToIntFunction<Pair> partitionOf;
    private final Consumer<Settlement> settled;
    private final Map<Account, Desk> desks = new HashMap<>();
    private final Map<Integer, QuoteBook> books = new TreeMap<>();

    /**
     * An empty house.
     *
     * @param partitionOf which partition of the ticks a pair belongs to
     * @param settled gets each settlement, an account's in the order of its log
     */
    public ClearingHouse(
            DatedTerms terms, ToIntFunction<Pair> partitionOf, Consumer<Settlement> settled) {
        this.terms = terms;
        this.partitionOf = partitionOf;
        this.settled = settled;
    }

    /**
     * Takes the next request of its account's log, after all changes of terms; the bus took it
     * after all that was given before.
     */
    public void request(Request request) {
        request(request, Instant.MAX);
    }

    /**
     * Takes the next request of its account's log.
     *
     * @param taken when the bus took it, by its own stamp
     */
    public void request(Request request, Instant taken) {
        Desk desk = desk(request.account());
        ClearingTerms inForce = terms.of(request, taken);
        long stamp = taken.equals(Instant.MAX) ? Claim.NO_BUS_TIME : EventTime.toMicros(taken);
        desk.intake
                .take(request, desk.known, inForce)
                .map(claim -> claim.takenAt(stamp))
                .ifPresent(this::pass);
    }

    private void pass(Claim claim) {
        Optional<Pair> wanted = claim.wantsQuoteOf();
        if (wanted.isPresent()) {
            book(wanted.get()).ask(claim, this::settle);
        } else {
            settle(claim);
        }
    }

    private void settle(Claim claim) {
        Desk desk = desk(claim.account());
        desk.ledger.settle(claim, desk, settled);
    }

    /** Takes the next tick of its partition's log. */
    public void tick(Tick tick) {
        book(tick.pair()).tick(tick, this::settle);
    }

    /**
     * Takes the next tick of its partition's log.
     *
     * @param taken when the bus took it, by its own stamp
     */
    public void tick(Tick tick, Instant taken) {
        book(tick.pair()).tick(tick, EventTime.toMicros(taken), this::settle);
    }

    /** What was decided at this place of a partition's log takes effect. */
    public void decided(int partition, Closing.Decision decision) {
        QuoteBook book = book(partition);
        book.stampsPassed(EventTime.toMicros(decision.taken()), this::settle);
        decision.time().ifPresent(time -> book.advanceTo(time, this::settle));
    }

    /** All ticks and all requests were given that the bus took before this. */
    public void stampsPassed(Instant taken) {
        long stamp = EventTime.toMicros(taken);
        books.values()
                .forEach(book -> {
                    book.stampsPassed(stamp, this::settle);
                    book.requestsReadTo(stamp);
                });
    }

    /**
     * Event time has come this far in every partition, and no tick that is still to come is older.
     */
    public void advanceTo(Instant time) {
        books.values().forEach(book -> book.advanceTo(time, this::settle));
    }

    /** How many requests were ignored, their order id being known. */
    public long repeats() {
        return desks.values().stream().mapToLong(desk -> desk.intake.repeats()).sum();
    }

    /** How many orders were ignored because they were too far behind the newest request. */
    public long expired() {
        return desks.values().stream().mapToLong(desk -> desk.intake.expired()).sum();
    }

    private Desk desk(Account account) {
        return desks.computeIfAbsent(account, it -> new Desk(new AccountLedger(it)));
    }

    private QuoteBook book(Pair pair) {
        return book(partitionOf.applyAsInt(pair));
    }

    private QuoteBook book(int partition) {
        return books.computeIfAbsent(partition, _ -> new QuoteBook(Forgetful.STORE));
    }

    /** What is kept for one account. */
    private static final class Desk implements HeldClaims {
        private final RequestIntake intake = new RequestIntake();
        private final KnownInMemory known = new KnownInMemory();
        private final Map<Long, Claim> held = new HashMap<>();
        private final AccountLedger ledger;

        Desk(AccountLedger ledger) {
            this.ledger = ledger;
        }

        @Override
        public void put(long number, Claim claim) {
            held.put(number, claim);
        }

        @Override
        public Optional<Claim> take(long number) {
            return Optional.ofNullable(held.remove(number));
        }
    }

    /** Order ids where there is no other place for them. */
    public static final class KnownInMemory implements KnownOrders {
        private final Map<OrderIdHash, Long> times = new HashMap<>();

        @Override
        public OptionalLong time(OrderIdHash id) {
            Long time = times.get(id);
            return time == null ? OptionalLong.empty() : OptionalLong.of(time);
        }

        @Override
        public void put(OrderIdHash id, long time) {
            times.put(id, time);
        }

        @Override
        public void forgetBefore(long time) {
            times.values().removeIf(it -> it < time);
        }

        int size() {
            return times.size();
        }
    }

    /** Nothing is ever restored from it. */
    private enum Forgetful implements StateStore {
        STORE;

        @Override
        public void put(String key, byte[] value) {}

        @Override
        public void remove(String key) {}

        @Override
        public boolean keeps() {
            return false;
        }
    }
}
