package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import lab.topics.codec.AnnotationCodec;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecStrictnessTest {
    private static final String TRADE =
            """
            {"pair":"BTC-USD","trade_id":7,"price":"94123.45","size":"0.0125","side":"BUY",\
            "sequence":9,"time":"2025-01-01T12:00:00.123456Z","exchange":"coinbase"}\
            """;
    private static final String TICK =
            """
            {"pair":"BTC-USD","sequence":9,"price":"94123.45","best_bid":"0","best_ask":"0",\
            "volume_24h":"1.5","time":"2025-01-01T12:00:00.123456Z"}\
            """;
    private static final String HEARTBEAT =
            """
            {"type":"heartbeat","pair":"BTC-USD","last_trade_id":7,\
            "time":"2025-01-01T12:00:00.123456Z","exchange":"coinbase","ended":false}\
            """;
    private static final String ANNOTATION =
            """
            {"id":"i-1","pair":"BTC-USD","time":"2025-01-01T12:00:00.123456Z",\
            "layer":"lancer","text":"a text","reference":"ref"}\
            """;
    private static final String LETTER =
            """
            {"source":"file","reason":"line: too long","payload":"eyJ9",\
            "received":"2025-01-01T12:00:00.123456Z","topic":"trades","partition":1,"offset":5}\
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"pair\":\"BTC-USD\",|                  | pair: must be given, was missing",
                "BTC-USD               | btc-usd         | pair: must be two assets such as BTC-USD, was \"btc-usd\"",
                "\"BTC-USD\"           | null            | pair: must be a string, was null",
                "\"BTC-USD\"           | {\"a\":1}       | pair: must be a string, was an object",
                "\"trade_id\":7        | \"trade_id\":\"7\" | trade_id: must be a whole number of 64 bits, was \"7\"",
                "\"trade_id\":7        | \"trade_id\":7.0   | trade_id: must be a whole number of 64 bits, was 7.0",
                "\"trade_id\":7        | \"trade_id\":0     | trade_id: must be positive, was 0",
                "\"trade_id\":7        | \"trade_id\":9223372036854775808 | trade_id: must be a whole number of 64 bits, was 9223372036854775808",
                "\"94123.45\"          | 94123.45        | price: must be a string, was 94123.45",
                "94123.45              | 9.4e4           | price: must be a decimal, was \"9.4e4\"",
                "94123.45              | 0.000           | price: must be positive, was 0",
                "94123.45              | 0.123456789     | price: at most 8 places, was \"0.123456789\"",
                "94123.45              | 12345678901     | price: at most 10 digits before the point, was \"12345678901\"",
                "0.0125                | -1              | size: must be a decimal, was \"-1\"",
                "BUY                   | HOLD            | side: must be BUY or SELL, was \"HOLD\"",
                "BUY                   | ſELL            | side: must be BUY or SELL, was \"ſELL\"",
                "\"sequence\":9,       | ``              | sequence: must be given, was missing",
                "\"sequence\":9        | \"sequence\":-9    | sequence: must not be negative, was -9",
                "00.123456Z            | 00.1234567Z     | time: must be ISO-8601 UTC with at most 6 fraction digits, was \"2025-01-01T12:00:00.1234567Z\"",
                "2025-01-01T           | 2025-01-03T     | time: 172800 s ahead of its receipt",
                "\"coinbase\"          | \"\"              | exchange: must be 1 to 32 characters, was \"\"",
                "\"coinbase\"}         | \"coinbase\",\"price\":\"1\"} | price: must be given once, was given again",
                "\"coinbase\"}         | \"coinbase\"}{}   | message: must be one JSON object, was followed by an object"
            })
    void a_bad_trade_is_refused_with_the_field_the_rule_and_the_culprit(
            String from, String to, String reason) {
        assertThat(TRADE).contains(from);
        String bad = TRADE.replace(from, to == null ? "" : to);
        assertThatThrownBy(() -> TradeCodec.decode(utf8(bad), Messages.RECEIVED))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "\"id\":\"i-1\", ~           ~ id: must be given, was missing",
                "i-1    ~ ' '         ~ id: must be 1 to 200 characters, was blank",
                "\"i-1\"  ~ 1           ~ id: must be a string, was 1",
                "BTC-USD ~ BTC         ~ pair: must be two assets such as BTC-USD, was \"BTC\"",
                "12:00   ~ 25:00       ~ time: must be ISO-8601 UTC with at most 6 fraction digits, was \"2025-01-01T25:00:00.123456Z\"",
                "01-01T  ~ 01-03T      ~ time: 172800 s ahead of its receipt",
                "lancer  ~ Lancer      ~ layer: must be analyst, lancer, buy or sell, was \"Lancer\"",
                "lancer  ~ trades      ~ layer: must be analyst, lancer, buy or sell, was \"trades\"",
                "a text  ~ a\\ntext    ~ text: must be without control characters, had some",
                "a text  ~ a\\ud83d    ~ text: must be whole characters, was not",
                "\"ref\" ~ null        ~ reference: must be a string, was null",
                "\"ref\" ~ \"\"          ~ reference: must be 1 to 400 characters, was blank",
                "\"ref\" ~ \"ref\",\"id\":\"2\" ~ id: must be given once, was given again"
            })
    void a_bad_annotation_is_refused_with_the_field_the_rule_and_the_culprit(
            String from, String to, String reason) {
        assertThat(ANNOTATION).contains(from);
        String bad = ANNOTATION.replace(from, to == null ? "" : to);
        assertThatThrownBy(() -> AnnotationCodec.decode(utf8(bad), Messages.RECEIVED))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage(reason);
    }

    @Test
    void an_annotation_may_have_fields_of_its_writers_own() throws Exception {
        String more = ANNOTATION.replace("\"id\"", "\"color\":{\"r\":[1,2]},\"id\"");
        assertThat(AnnotationCodec.decode(utf8(more), Messages.RECEIVED))
                .isEqualTo(AnnotationCodec.decode(utf8(ANNOTATION), Messages.RECEIVED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"1.5\" | \"1.123456789\" | volume_24h",
                "\"1.5\" | \"123456789012345678901\" | volume_24h",
                "\"1.5\" | \".5\" | volume_24h",
                "\"1.5\" | 1.5 | volume_24h",
                "\"best_bid\":\"0\" | \"best_bid\":\"\" | best_bid",
                "\"best_ask\":\"0\" | \"best_bid\":\"0\" | best_bid",
                "94123.45 | -1 | price",
                "2025-01-01T | 1925-01-01T | time",
                "\"sequence\":9 | \"sequence\":9,\"side\":\"x\" | side",
                "\"sequence\":9 | \"sequence\":9,\"last_size\":1 | last_size"
            })
    void a_bad_tick_is_refused_by_name(String from, String to, String field) {
        assertThat(TICK).contains(from);
        assertThatThrownBy(() -> TickCodec.decode(utf8(TICK.replace(from, to)), Messages.RECEIVED))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(field + ": ");
    }

    @Test
    void a_tick_without_a_market_is_a_tick() throws Exception {
        assertThat(TickCodec.decode(utf8(TICK), Messages.RECEIVED).isQuote()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"heartbeat\" | \"tick\" | type",
                "\"type\":\"heartbeat\", | \"x\":1, | type",
                "false | \"no\" | ended",
                "\"last_trade_id\":7 | \"last_trade_id\":-7 | last_trade_id",
                "2025-01-01T | 2025-02-01T | time"
            })
    void a_bad_heartbeat_is_refused_by_name(String from, String to, String field) {
        assertThat(HEARTBEAT).contains(from);
        assertThatThrownBy(() ->
                        HeartbeatCodec.decode(utf8(HEARTBEAT.replace(from, to)), Messages.RECEIVED))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(field + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eyJ9 | ### | payload",
                "\"file\" | \"\" | source",
                "\"partition\":1, | \"x\":1, | partition",
                "\"offset\":5 | \"offset\":-5 | offset",
                "\"offset\":5 | \"offset\":5,\"line\":1 | line",
                "\"partition\":1 | \"partition\":5000000000 | partition"
            })
    void a_bad_dead_letter_is_refused_by_name(String from, String to, String field) {
        assertThat(LETTER).contains(from);
        assertThatThrownBy(() -> DeadLetterCodec.decode(utf8(LETTER.replace(from, to))))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(field + ": ");
    }

    @Test
    void a_letter_with_a_payload_of_many_megabytes_is_read() throws Exception {
        String payload = "AAAA".repeat(6_000_000);
        assertThat(DeadLetterCodec.decode(utf8(LETTER.replace("eyJ9", payload))).payload())
                .hasSameSizeAs(payload);
    }

    @Test
    void deep_nesting_and_endless_numbers_are_refused_and_not_followed() {
        String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + '}';
        String digits = "{\"trade_id\":" + "9".repeat(1_000_000) + '}';
        for (String bad : new String[] {deep, digits}) {
            MalformedMessage refusal =
                    catchThrowableOfType(
                            MalformedMessage.class,
                            () -> TradeCodec.decode(utf8(bad), Messages.RECEIVED));
            assertThat(refusal.reason()).hasSizeLessThanOrEqualTo(300);
        }
    }

    @Test
    void only_utf_8_is_read() {
        byte[] utf16 = TRADE.getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> TradeCodec.decode(utf16, Messages.RECEIVED))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void what_else_the_exchange_said_cannot_repeat_the_tick() {
        assertThat(TickCodec.encode(Messages.aTick(), Map.of("price", "1")))
                .isEqualTo(TickCodec.encode(Messages.aTick()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
