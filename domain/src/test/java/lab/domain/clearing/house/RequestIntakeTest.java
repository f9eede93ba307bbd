package lab.domain.clearing.house;

import static lab.domain.clearing.Cases.ALICE;
import static lab.domain.clearing.Cases.MICRO;
import static lab.domain.clearing.Cases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.clearing.Cases;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIntakeTest {
    private static final Duration DAY = RequestIntake.REMEMBERED;

    private final ClearingHouse.KnownInMemory known = new ClearingHouse.KnownInMemory();
    private RequestIntake intake = new RequestIntake();

    @Test
    void an_order_more_than_a_day_behind_the_newest_request_has_expired() {
        assertThat(order("new", NOON)).isTrue();
        assertThat(order("just", NOON.minus(DAY))).isTrue();
        assertThat(order("past", NOON.minus(DAY).minus(MICRO))).isFalse();
        assertThat(intake.expired()).isEqualTo(1);
        assertThat(intake.taken()).isEqualTo(2);
        assertThat(intake.repeats()).isZero();
    }

    @Test
    void an_order_that_expired_is_not_remembered_and_moves_no_number() {
        assertThat(order("a", NOON)).isTrue();
        assertThat(order("b", NOON.minus(DAY).minus(MICRO))).isFalse();
        assertThat(order("b", NOON)).isTrue();
        assertThat(intake.taken()).isEqualTo(2);
    }

    @Test
    void an_order_id_is_known_for_a_day_behind_the_newest_request() {
        assertThat(order("x", NOON)).isTrue();
        assertThat(order("y", NOON.plus(DAY))).isTrue();
        assertThat(order("x", NOON.plus(DAY))).isFalse();
        assertThat(intake.repeats()).isEqualTo(1);
        assertThat(order("z", NOON.plus(DAY).plus(MICRO))).isTrue();
        assertThat(order("x", NOON)).as("expired, its id forgotten").isFalse();
        assertThat(intake.expired()).isEqualTo(1);
        assertThat(order("x", NOON.plus(DAY))).as("another order of that name").isTrue();
    }

    @Test
    void a_repeat_is_a_repeat_whatever_it_says() {
        assertThat(order("x", NOON)).isTrue();
        assertThat(order("x", NOON.minus(DAY).minus(DAY))).isFalse();
        assertThat(order("x", NOON.plus(DAY).plus(DAY))).isFalse();
        assertThat(intake.repeats()).isEqualTo(2);
        assertThat(intake.expired()).isZero();
    }

    @Test
    void every_request_that_stands_in_the_log_counts_as_the_newest() {
        assertThat(order("x", NOON)).isTrue();
        assertThat(order("x", NOON.plus(DAY).plus(MICRO))).isFalse();
        assertThat(order("y", NOON)).isFalse();
        assertThat(intake.expired()).isEqualTo(1);
        assertThat(intake.newest()).contains(NOON.plus(DAY).plus(MICRO));
    }

    @Test
    void a_fund_never_expires_and_its_id_is_known_for_ever() {
        assertThat(order("a", NOON)).isTrue();
        assertThat(fund("old", NOON.minus(Duration.ofDays(400)))).isTrue();
        for (int day = 1; day <= 400; day++) {
            assertThat(order("o" + day, NOON.plus(Duration.ofDays(day)))).isTrue();
        }
        assertThat(fund("old", NOON.plus(Duration.ofDays(401)))).isFalse();
        assertThat(order("old", NOON.plus(Duration.ofDays(402)))).isFalse();
        assertThat(intake.repeats()).isEqualTo(2);
    }

    @Test
    void one_order_far_ahead_closes_an_account_for_that_time_and_not_for_good() {
        Instant ahead = NOON.plus(Duration.ofDays(3));
        assertThat(order("a", NOON)).isTrue();
        assertThat(order("ahead", ahead)).isTrue();
        assertThat(order("b", NOON.plusSeconds(60))).isFalse();
        assertThat(fund("f", NOON.plusSeconds(60))).isTrue();
        assertThat(order("c", ahead.minus(DAY))).isTrue();
        assertThat(intake.expired()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_agrees_with_a_reading_of_the_rule_that_forgets_nothing(long seed) {
        var random = new Random(seed);
        var rule = new Rule();
        for (int i = 0; i < 20_000; i++) {
            boolean isFund = random.nextInt(50) == 0;
            String id = "r" + (random.nextInt(4) == 0 ? random.nextInt(i + 1) : i);
            Instant time = NOON.plus(Duration.ofMinutes(i / 3 + random.nextInt(2_000) - 1_700));
            String expected = rule.take(id, isFund, time);
            long repeats = intake.repeats();
            long expired = intake.expired();
            boolean isTaken = isFund ? fund(id, time) : order(id, time);
            String found =
                    isTaken
                            ? "taken"
                            : intake.repeats() > repeats
                                    ? "repeat"
                                    : intake.expired() > expired ? "expired" : "nothing";
            assertThat(found).isEqualTo(expected);
        }
        assertThat(rule.seen).containsExactlyInAnyOrder("taken", "repeat", "expired");
    }

    /** The rule by its words, over the whole log. */
    private static final class Rule {
        private final Map<String, Instant> taken = new HashMap<>();
        private final Set<String> funds = new HashSet<>();
        private final Set<String> seen = new HashSet<>();
        private final Deque<Instant> newest = new ArrayDeque<>();

        String take(String id, boolean isFund, Instant time) {
            Instant oldest = newest.isEmpty() ? Instant.MIN : newest.getLast().minus(DAY);
            Instant before = taken.get(id);
            String word;
            if (funds.contains(id) || (before != null && !before.isBefore(oldest))) {
                word = "repeat";
            } else if (!isFund && time.isBefore(oldest)) {
                word = "expired";
            } else {
                word = "taken";
                taken.put(id, time);
                if (isFund) {
                    funds.add(id);
                }
            }
            if (newest.isEmpty() || time.isAfter(newest.getLast())) {
                newest.addLast(time);
            }
            seen.add(word);
            return word;
        }
    }

    @Test
    void a_year_at_ten_orders_a_minute_keeps_no_more_than_a_day() {
        int day = 24 * 60 * 10;
        int most = 0;
        for (long i = 0; i < 365L * day; i++) {
            var order = Cases.order("momentum:BTC-USD:" + i, "BUY", "1", NOON.plusSeconds(6 * i));
            var _ = intake.take(order, known, ClearingTerms.STANDARD);
            most = Math.max(most, known.size());
        }
        assertThat(most).isBetween(day, day + day / 24 + 2);
        assertThat(intake.taken()).isEqualTo(365L * day);
        assertThat(intake.toBytes()).hasSizeLessThan(64);
    }

    /** Whether it was taken; as a checkpoint has the intake. */
    private boolean order(String id, Instant time) {
        return take(Cases.order(id, "BUY", "1", time));
    }

    private boolean fund(String id, Instant time) {
        return take(
                new FundRequest(new OrderId(id), ALICE, time, new Asset("USD"), BigDecimal.ONE));
    }

    private boolean take(Request request) {
        Optional<Claim> claim = intake.take(request, known, ClearingTerms.STANDARD);
        assertThat(claim.stream().map(Claim::request)).allMatch(request::equals);
        intake = RequestIntake.ofBytes(intake.toBytes());
        return claim.isPresent();
    }
}
