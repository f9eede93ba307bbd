package lab.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2021-04-17T16:43:30Z",
                "2021-04-17T16:43:30.2Z",
                "2021-04-17T16:43:30.244075Z",
                "2024-02-29T23:59:59.999999Z",
                "2009-01-01T00:00:00Z"
            })
    void reads_what_the_jdk_reads(String text) {
        assertThat(EventTime.parse("time", text)).isEqualTo(Instant.parse(text));
    }

    @Test
    void writes_six_fraction_digits_and_reads_them_back() {
        var random = new SplittableRandom(42);
        for (int i = 0; i < 10_000; i++) {
            Instant time =
                    EventTime.ofMicros(
                            random.nextLong(1_230_768_000_000_000L, 9_214_646_400_000_000L));
            String text = EventTime.format(time);
            assertThat(text).hasSize(27);
            assertThat(EventTime.parse("time", text)).isEqualTo(time);
            assertThat(Instant.parse(text)).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2021-04-17",
                "2021-04-17T16:43:30",
                "2021-04-17T16:43:30.Z",
                "2021-04-17T16:43:30.2440751Z",
                "2021-04-17T16:43:30+01Z",
                "2021-04-17t16:43:30Z",
                "2021-04-17 16:43:30Z",
                "2021-04-17T24:00:00Z",
                "2021-04-17T16:60:00Z",
                "2021-04-17T16:43:60Z",
                "2021-02-29T00:00:00Z",
                "2021-13-01T00:00:00Z",
                "2021-00-01T00:00:00Z",
                "2021-01-00T00:00:00Z",
                "1999-12-31T23:59:59Z",
                "2262-01-01T00:00:00Z",
                "+2021-4-17T16:43:30Z",
                "２021-04-17T16:43:30Z"
            })
    void refuses_every_other_text_and_names_it(String text) {
        assertThatThrownBy(() -> EventTime.parse("time", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("time: ");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:01:00.000001Z, 61",
        "2026-01-01T00:01:01Z, 61",
        "2026-01-01T20:00:00Z, 72000",
        "2261-12-31T23:59:59.999999Z, 7447420800"
    })
    void a_time_more_than_a_minute_ahead_is_refused_by_whole_seconds_rounded_up(
            String time, long seconds) {
        Instant received = Instant.parse("2026-01-01T00:00:00Z");
        Instant late = EventTime.parse("time", time);
        assertThatThrownBy(() -> EventTime.checkNotAhead("time", late, received))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time: %d s ahead of its receipt", seconds);
        EventTime.checkNotAhead("time", late, MarketClock.OWN.receipt(received));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T00:01:00Z", "2026-01-01T00:00:00Z", "2009-01-01T00:00:00Z"})
    void a_time_up_to_a_minute_ahead_is_believed(String time) {
        Instant received = Instant.parse("2026-01-01T00:00:00Z");
        EventTime.checkNotAhead(
                "time", EventTime.parse("time", time), MarketClock.REAL.receipt(received));
    }
}
