package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.MarketClock;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TermsCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsLogTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private final Map<Integer, List<BusMessage>> partitions = new TreeMap<>();
    private final TermsLog log = new TermsLog(MarketClock.REAL);

    @Test
    void a_topic_that_holds_nothing_leaves_the_standard() throws Exception {
        assertThat(readOn()).isEqualTo(DatedTerms.STANDARD);
    }

    @Test
    void changes_stand_in_the_order_of_their_stamps_wherever_they_were_sent() throws Exception {
        send(2, 3, change("0.003"));
        assertThat(rates()).containsExactly("0.003");
        send(0, 1, change("0.001"));
        send(0, 4, change("0.004"));
        send(1, 2, change("0.002"));
        assertThat(rates()).containsExactly("0.001", "0.002", "0.003", "0.004");
        assertThat(readOn().last().usual().feeRate()).isEqualByComparingTo("0.004");
    }

    @Test
    void what_is_no_change_of_terms_changes_nothing() throws Exception {
        send(1, 1, "{\"fee_rate\":\"0.5\"}".getBytes(StandardCharsets.UTF_8));
        send(1, 2, new byte[] {'?'});
        send(1, 3, change("0.002"));
        assertThat(rates()).containsExactly("0.002");
    }

    @Test
    void what_was_dropped_from_the_front_is_passed_over() throws Exception {
        send(1, 1, change("0.001"));
        send(1, 2, change("0.002"));
        requireNonEmpty(1).removeFirst();
        assertThat(rates()).containsExactly("0.002");
        assertThat(rates()).containsExactly("0.002");
    }

    @Test
    void on_a_real_market_a_change_that_begins_over_a_minute_ahead_of_the_bus_is_none()
            throws Exception {
        send(0, 0, change("0.001"));
        send(0, 1, change(NOON.plusSeconds(61), "0.002"));
        send(0, 2, change(NOON.plusSeconds(62).plusNanos(1_000), "0.003"));
        send(0, 3, change(Instant.parse("2261-01-01T00:00:00Z"), "0.004"));
        assertThat(rates()).containsExactly("0.001", "0.002");
        assertThat(rates(new TermsLog(MarketClock.OWN)))
                .as("a simulated market is ahead of every clock")
                .containsExactly("0.001", "0.002", "0.003", "0.004");
    }

    @Test
    void how_far_a_change_is_ahead_is_said() {
        byte[] far = change(NOON.plusSeconds(60).plusNanos(1_000), "0.1");
        assertThatThrownBy(() -> TermsCodec.decode(far, NOON, MarketClock.REAL.receipt(NOON)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("time: 61 s ahead of its receipt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"0.001\" | -1 | quote_wait: must be positive whole milliseconds",
                "\"0.001\" | 3600001 | retention: must be whole milliseconds and no shorter",
                "\"1\" | 30000 | fee_rate: must be 0 to 1 with 18 places",
                "\"-0.1\" | 30000 | fee_rate: must be 0 to 1 with 18 places",
                "\"1e-3\" | 30000 | fee_rate: must be",
                "0.001 | 30000 | fee_rate: must be",
                "\"0.001\" | null | quote_wait_ms"
            })
    void terms_that_cannot_be_are_refused_by_name(String fee, String wait, String reason) {
        String text =
                """
                {"format":1,"from":"2026-01-05T12:00:00Z","slippage":"0","fee_rate":%s,\
                "quote_wait_ms":%s}\
                """
                        .formatted(fee, wait);
        assertThatThrownBy(
                        () -> TermsCodec.decode(text.getBytes(StandardCharsets.UTF_8), NOON, NOON))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void terms_of_a_newer_format_are_refused_by_name() {
        byte[] newer =
                new String(change("0.1"), StandardCharsets.UTF_8)
                        .replace("\"format\":1", "\"format\":3")
                        .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TermsCodec.decode(newer, NOON, NOON))
                .hasMessage("format: must be 1 to 2, was 3");
    }

    @Test
    void fees_of_venues_that_cannot_be_are_refused_by_name_and_format_1_has_none()
            throws Exception {
        String text =
                """
                {"format":%s,"from":"2026-01-05T12:00:00Z","slippage":"0","fee_rate":"0",\
                "quote_wait_ms":1000,%s}\
                """;
        assertThatThrownBy(() -> decode(text.formatted(2, "\"fee_rate@kraken\":\"1\"")))
                .hasMessageStartingWith("fee_rate: must be 0 to 1 with 18 places");
        assertThatThrownBy(() -> decode(text.formatted(2, "\"fee_rate@Kraken\":\"0\"")))
                .hasMessageStartingWith("venue: must be 1 to 16 of a-z 0-9");
        String twice = "\"fee_rate@kraken\":\"0\",\"fee_rate@kraken\":\"0\"";
        assertThatThrownBy(() -> decode(text.formatted(2, twice)))
                .hasMessage("fee_rate@kraken: must be given once, was given again");
        assertThat(decode(text.formatted(1, "\"fee_rate@kraken\":\"0.1\"")).terms().fees())
                .isEmpty();
    }

    private static TermsChange decode(String text) throws MalformedMessage {
        return TermsCodec.decode(text.getBytes(StandardCharsets.UTF_8), NOON, NOON);
    }

    private List<String> rates() throws Exception {
        return rates(log);
    }

    private List<String> rates(TermsLog from) throws Exception {
        return readOn(from).changes().stream()
                .map(it -> it.terms().usual().feeRate().toPlainString())
                .toList();
    }

    private DatedTerms readOn() throws Exception {
        return readOn(log);
    }

    private DatedTerms readOn(TermsLog from) throws Exception {
        var ends = new TreeMap<Integer, Long>();
        partitions.forEach((partition, all) -> ends.put(partition, all.getLast().offset() + 1));
        return from.readOn(
                ends,
                (partition, offset) ->
                        requireNonEmpty(partition).stream()
                                .filter(it -> it.offset() >= offset)
                                .limit(1)
                                .toList());
    }

    private List<BusMessage> requireNonEmpty(int partition) {
        return partitions.computeIfAbsent(partition, _ -> new ArrayList<>());
    }

    private void send(int partition, int second, byte[] payload) {
        List<BusMessage> all = requireNonEmpty(partition);
        all.add(
                new BusMessage(
                        Topic.TERMS, partition, all.size(), NOON.plusSeconds(second), payload));
    }

    private static byte[] change(String fee) {
        return change(NOON, fee);
    }

    private static byte[] change(Instant from, String fee) {
        return TermsCodec.encode(
                from,
                VenueTerms.of(
                        ClearingTerms.STANDARD.with(
                                BigDecimal.ZERO, new BigDecimal(fee), Duration.ofSeconds(30))));
    }
}
