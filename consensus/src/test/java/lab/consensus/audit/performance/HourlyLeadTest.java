package lab.consensus.audit.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Figures by an independent reckoning: t = 1.9040 at 29 degrees, two-sided. */
public final class HourlyLeadTest {
    private static final LocalDateTime BEGIN = LocalDateTime.parse("2026-03-02T10:20:00");

    /** Buy &amp; hold stays at 1,000 and the account gains so much in each hour. */
    private static HourlyLead lead(int hours, IntToDoubleFunction gain) {
        var lead = new HourlyLead();
        double equity = 1_000;
        for (int hour = 0; hour <= hours; hour++) {
            if (hour > 0) {
                equity *= 1 + gain.applyAsDouble(hour);
            }
            look(lead, BEGIN.plusHours(hour), equity);
            look(lead, BEGIN.plusHours(hour).plusMinutes(30), hour < hours ? 5_000 : equity);
        }
        return lead;
    }

    private static void look(HourlyLead lead, LocalDateTime time, double equity) {
        lead.look(
                time, Optional.of(BigDecimal.valueOf(equity)), Optional.of(new BigDecimal(1_000)));
    }

    /** Two hours of three win what the third loses. */
    private static double twoOfThree(int hour) {
        return hour % 3 == 0 ? -0.001 : 0.001;
    }

    public static Luck lucky() {
        return lead(30, HourlyLeadTest::twoOfThree).luck(1);
    }

    @Test
    void two_good_hours_of_three_could_be_luck() {
        Luck luck = lucky();
        assertThat(luck.hours()).isEqualTo(30);
        assertThat(luck.byChance().orElseThrow()).isCloseTo(0.0669, within(0.0005));
        assertThat(luck.leadPct().orElseThrow()).isCloseTo(1.0035, within(0.001));
        assertThat(luck.sentence())
                .isEqualTo(
                        "It is 1.00 % ahead of buy & hold. Over 30 hours so large a difference comes of chance alone in 7 of 100 cases: this could well be luck.");
    }

    @Test
    void the_more_accounts_are_tried_the_more_is_luck() {
        Luck luck = lead(120, HourlyLeadTest::twoOfThree).luck(1);
        assertThat(luck.sentence()).contains("less than 1 of 100 cases").contains("hardly luck");
        Luck one = lucky();
        Luck ofThree = lead(30, HourlyLeadTest::twoOfThree).luck(3);
        assertThat(ofThree.byChance().orElseThrow())
                .isCloseTo(3 * one.byChance().orElseThrow(), within(1e-12));
        assertThat(ofThree.sentence()).contains("20 of 100 cases, 3 accounts having been tried");
        assertThat(lead(30, HourlyLeadTest::twoOfThree).luck(100).byChance()).hasValue(1);
    }

    @Test
    void a_loss_is_told_as_one() {
        assertThat(lead(90, hour -> -twoOfThree(hour)).luck(1).sentence())
                .startsWith("It is 2.9")
                .contains("behind buy & hold")
                .contains("hardly luck");
    }

    @Test
    void of_too_few_hours_nothing_is_said() {
        Luck luck = lead(29, HourlyLeadTest::twoOfThree).luck(1);
        assertThat(luck.byChance()).isEmpty();
        assertThat(luck.sentence())
                .isEqualTo(
                        "It is 1.10 % ahead of buy & hold. 29 full hours are too few to tell skill from luck, 30 are needed.");
        assertThat(new HourlyLead().luck(1).sentence()).startsWith("0 full hours are too few");
    }

    @Test
    void who_does_the_same_is_the_same() {
        assertThat(lead(40, _ -> 0).luck(2).sentence())
                .isEqualTo("It did what buy & hold did, for 40 hours.");
    }

    @Test
    void an_hour_without_a_price_is_left_out() {
        var lead = new HourlyLead();
        look(lead, BEGIN, 1_000);
        lead.look(BEGIN.plusHours(1), Optional.empty(), Optional.of(BigDecimal.ONE));
        look(lead, BEGIN.plusHours(2), 1_001);
        assertThat(lead.luck(1).hours()).isEqualTo(1);
    }
}
