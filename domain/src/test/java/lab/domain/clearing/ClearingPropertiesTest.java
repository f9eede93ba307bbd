package lab.domain.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import lab.domain.Account;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.clearing.house.AccountLedger;
import lab.domain.clearing.house.Balances;
import lab.domain.clearing.house.ClearingHouse;
import lab.domain.clearing.house.HeldClaims;
import lab.domain.clearing.house.RequestIntake;
import lab.domain.clearing.quote.QuoteBook;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of any two logs. */
class ClearingPropertiesTest {
    private static final List<Pair> PAIRS =
            List.of(Cases.BTC, Cases.ETH, new Pair("ETH-BTC"), new Pair("DOGE-USD"));
    private static final List<Account> ACCOUNTS =
            List.of(new Account("alice"), new Account("bob"), new Account("carol"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void money_only_moves_and_the_result_is_of_the_logs_alone(long seed) {
        var random = new Random(seed);
        List<Tick> ticks = ticks(random);
        List<Request> requests = requests(random);

        Map<String, Settlement> expected = run(ticks, requests, random, 0, false);
        checkMoney(expected);
        assertThat(expected).hasSize(distinct(requests));
        assertThat(expected.values().stream().map(it -> it.execution().status()).distinct())
                .contains(Status.FILLED, Status.REJECTED);
        for (int chunk : new int[] {1, 7, 50, 10_000}) {
            assertThat(run(ticks, requests, random, chunk, false)).isEqualTo(expected);
            assertThat(run(ticks, redelivered(requests, random), random, chunk, false))
                    .isEqualTo(expected);
        }
        assertThat(run(ticks, requests, random, 13, true)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void each_request_goes_by_the_terms_of_its_time_however_the_logs_are_read(long seed) {
        var random = new Random(seed);
        List<Tick> ticks = ticks(random);
        List<Request> requests = requests(random);
        DatedTerms changing =
                DatedTerms.STANDARD
                        .with(change(Cases.at(150), "0.01", "0.25", 300))
                        .with(change(Cases.at(300), "0", "0", 5));

        Map<String, Settlement> expected = run(ticks, requests, changing, random, 0, false);
        for (int chunk : new int[] {1, 7, 50, 10_000}) {
            assertThat(run(ticks, requests, changing, random, chunk, false)).isEqualTo(expected);
        }
        assertThat(run(ticks, requests, changing, random, 13, true)).isEqualTo(expected);
        checkMoney(expected);
        assertThat(expected.values())
                .allSatisfy(it -> {
                    Execution execution = it.execution();
                    assertThat(execution.terms())
                            .isEqualTo(changing.of(execution.request(), Instant.MAX));
                })
                .extracting(it -> it.execution().terms())
                .contains(
                        ClearingTerms.STANDARD,
                        changing.changes().getFirst().terms().usual(),
                        changing.last().usual());
        assertThat(expected).isNotEqualTo(run(ticks, requests, random, 0, false));
    }

    private static TermsChange change(Instant from, String slippage, String fee, int wait) {
        var terms =
                ClearingTerms.STANDARD.with(
                        new BigDecimal(slippage), new BigDecimal(fee), Duration.ofSeconds(wait));
        return new TermsChange(from, Cases.NOON, terms);
    }

    private static void checkMoney(Map<String, Settlement> settlements) {
        var balances = new Balances();
        Set<String> transfers = new HashSet<>();
        for (Settlement settlement : settlements.values()) {
            for (Transfer transfer : settlement.transfers()) {
                assertThat(transfers.add(transfer.transferId())).isTrue();
                balances.apply(transfer);
            }
        }
        assertThat(balances.sums().values()).isNotEmpty().allMatch(sum -> sum.signum() == 0);
        balances.all()
                .forEach((account, assets) ->
                        assertThat(assets.values())
                                .allMatch(it -> !account.isTrader() || it.signum() >= 0));
    }

    private static int distinct(List<Request> requests) {
        Set<String> ids = new HashSet<>();
        requests.forEach(it -> ids.add(it.account() + "/" + it.orderId()));
        return ids.size();
    }

    /** Both logs in pieces of up to that size; all requests first if it is 0. */
    private static Map<String, Settlement> run(
            List<Tick> ticks, List<Request> requests, Random random, int chunk, boolean restores) {
        return run(ticks, requests, DatedTerms.STANDARD, random, chunk, restores);
    }

    private static Map<String, Settlement> run(
            List<Tick> ticks,
            List<Request> requests,
            DatedTerms terms,
            Random random,
            int chunk,
            boolean restores) {
        var stages = new Stages(terms);
        int tick = 0;
        int request = 0;
        while (tick < ticks.size() || request < requests.size()) {
            int more = chunk == 0 ? requests.size() : random.nextInt(chunk + 1);
            for (; more > 0 && request < requests.size(); more--) {
                stages.request(requests.get(request++));
            }
            more = chunk == 0 ? ticks.size() : random.nextInt(chunk + 1);
            for (; more > 0 && tick < ticks.size(); more--) {
                stages.tick(ticks.get(tick++));
            }
            if (restores) {
                stages.restore();
            }
        }
        stages.books.values().forEach(book -> book.advanceTo(Instant.MAX, stages::settle));
        return stages.settled;
    }

    private static List<Tick> ticks(Random random) {
        List<Tick> ticks = new ArrayList<>();
        double now = 0;
        for (int i = 0; i < 900; i++) {
            now += random.nextInt(60) == 0 ? random.nextInt(60) : random.nextDouble();
            Pair pair = PAIRS.get(random.nextInt(PAIRS.size()));
            double time = random.nextInt(30) == 0 ? now - random.nextInt(4) : now;
            int sequence = random.nextInt(20) == 0 ? i - 1 : i;
            int bid = 90 + random.nextInt(20);
            int ask = random.nextInt(25) == 0 ? bid - 1 : bid + random.nextInt(2);
            String asked = random.nextInt(40) == 0 ? "0" : ask + ".00000003";
            Tick tick =
                    Cases.tick(
                            pair,
                            Math.max(0, sequence),
                            Cases.at(Math.max(0, time)),
                            "" + bid,
                            asked);
            ticks.add(tick);
            if (random.nextInt(15) == 0) {
                ticks.add(tick);
            }
        }
        return ticks;
    }

    private static List<Request> requests(Random random) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            Account account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            String id = "r" + (random.nextInt(20) == 0 ? random.nextInt(250) : i);
            if (i == 20 || random.nextInt(15) == 0) {
                String asset = List.of("USD", "BTC", "ETH").get(random.nextInt(3));
                requests.add(Cases.fund(id, account, asset, "" + (random.nextInt(900) - 100)));
                continue;
            }
            String side = List.of("BUY", "SELL", "BUY", "SELL", "HOLD").get(random.nextInt(5));
            String quantity =
                    random.nextInt(20) == 0 ? "-1" : "0." + (1 + random.nextInt(9_999_999));
            Pair pair = PAIRS.get(random.nextInt(PAIRS.size()));
            Instant time = Cases.at(i * 2.5 + random.nextInt(10));
            requests.add(Cases.order(id, account, pair, side, quantity, time));
        }
        return requests;
    }

    /** What a log looks like whose sender did not hear that its messages had arrived. */
    private static List<Request> redelivered(List<Request> requests, Random random) {
        List<Request> again = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            again.add(requests.get(i));
            if (random.nextInt(4) == 0) {
                again.add(requests.get(random.nextInt(i + 1)));
            }
        }
        return Collections.unmodifiableList(again);
    }

    /** The stages wired as a distributed job wires them: apart, and kept as bytes. */
    private static final class Stages {
        private final DatedTerms terms;
        private final Map<Account, RequestIntake> intakes = new HashMap<>();
        private final Map<Account, ClearingHouse.KnownInMemory> known = new HashMap<>();
        private final Map<Integer, Cases.Kept> stores = new HashMap<>();
        private final Map<Integer, QuoteBook> books = new HashMap<>();
        private final Map<Account, AccountLedger> ledgers = new HashMap<>();
        private final Map<Account, Held> held = new HashMap<>();
        private final Map<String, Settlement> settled = new TreeMap<>();

        Stages(DatedTerms terms) {
            this.terms = terms;
        }

        void request(Request request) {
            Account account = request.account();
            var ids = known.computeIfAbsent(account, _ -> new ClearingHouse.KnownInMemory());
            RequestIntake intake = intakes.computeIfAbsent(account, _ -> new RequestIntake());
            Optional<Claim> claim = intake.take(request, ids, terms.of(request, Instant.MAX));
            if (claim.isPresent()) {
                Claim passed = Claim.ofBytes(claim.get().toBytes());
                assertThat(passed).isEqualTo(claim.get());
                Optional<Pair> pair = passed.wantsQuoteOf();
                if (pair.isPresent()) {
                    book(pair.get()).ask(passed, this::settle);
                } else {
                    settle(passed);
                }
            }
        }

        void tick(Tick tick) {
            book(tick.pair()).tick(tick, this::settle);
        }

        void settle(Claim claim) {
            Claim passed = Claim.ofBytes(claim.toBytes());
            assertThat(passed).isEqualTo(claim);
            ledgers.computeIfAbsent(claim.account(), it -> new AccountLedger(it))
                    .settle(
                            passed,
                            held.computeIfAbsent(claim.account(), _ -> new Held()),
                            this::keep);
        }

        private void keep(Settlement settlement) {
            Request request = settlement.execution().request();
            assertThat(settled.put(request.account() + "/" + request.orderId(), settlement))
                    .isNull();
        }

        void restore() {
            intakes.replaceAll((_, it) -> RequestIntake.ofBytes(it.toBytes()));
            ledgers.replaceAll((_, it) -> AccountLedger.ofBytes(it.toBytes()));
            books.replaceAll((partition, _) -> store(partition).restored());
        }

        private QuoteBook book(Pair pair) {
            return books.computeIfAbsent(PAIRS.indexOf(pair) % 2, it -> new QuoteBook(store(it)));
        }

        private Cases.Kept store(int partition) {
            return stores.computeIfAbsent(partition, _ -> new Cases.Kept());
        }
    }

    private static final class Held implements HeldClaims {
        private final Map<Long, Claim> claims = new HashMap<>();

        @Override
        public void put(long number, Claim claim) {
            claims.put(number, claim);
        }

        @Override
        public Optional<Claim> take(long number) {
            return Optional.ofNullable(claims.remove(number));
        }
    }
}
