package lab.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.lancer.SignalAnswer;
import org.junit.jupiter.api.Test;

class SignalsPageTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    @Test
    void in_a_pairs_first_hour_it_says_what_is_lacking_and_no_per_cent_of_nothing() {
        assertThat(
                        print(
                                answer(
                                        List.of(),
                                        new SignalAnswer.Base(
                                                0, Optional.empty(), Optional.empty()),
                                        Optional.of(
                                                "window: 60 minutes of candles in a row are needed, there are 12 that end at 2026-01-05T12:00:00Z"))))
                .isEqualTo(
                        """
                        BTC-USD as of 2026-01-05T12:00:00Z
                        unknown: window: 60 minutes of candles in a row are needed, there are 12 that end at 2026-01-05T12:00:00Z
                        base rate unknown: no past hour with an outcome is known yet
                        """);
    }

    @Test
    void with_few_hours_it_says_why_there_is_no_percentile() {
        assertThat(
                        print(
                                answer(
                                        List.of(row()),
                                        new SignalAnswer.Base(
                                                3, Optional.of(0.25), Optional.of(2 / 3.0)),
                                        Optional.empty())))
                .contains(
                        "percentile unknown: too few hours are known to tell what chance gives, search exact\n",
                        "base rate +0.2500 % mean outcome, 0.667 of 3 windows above zero\n")
                .doesNotContain("unknown %");
    }

    private static SignalAnswer.Row row() {
        return new SignalAnswer.Row(
                NOON.minusSeconds(7_200),
                NOON.minusSeconds(3_600),
                0.9,
                0.8,
                1,
                2,
                100,
                0.1,
                0.2,
                -0.1,
                Optional.empty(),
                Optional.empty());
    }

    private static SignalAnswer answer(
            List<SignalAnswer.Row> matches, SignalAnswer.Base base, Optional<String> unknown) {
        return new SignalAnswer(
                "BTC-USD",
                NOON,
                Optional.empty(),
                matches,
                Optional.empty(),
                base,
                Optional.empty(),
                base.windows(),
                "exact",
                unknown,
                NOON);
    }

    private static String print(SignalAnswer answer) {
        var text = new StringWriter();
        new SignalsPage(answer).print(new PrintWriter(text, true));
        return text.toString();
    }
}
