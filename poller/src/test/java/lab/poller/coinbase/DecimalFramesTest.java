package lab.poller.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketEvent.Malformed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each decimal of each frame has the one form that decimals have on the bus. */
class DecimalFramesTest {
    private static final List<String> BAD_FORMS =
            List.of(
                    "\"1e3\"",
                    "\"1E3\"",
                    "\"1e-3\"",
                    "\"1.5e0\"",
                    "\"+1\"",
                    "\".5\"",
                    "\"-.5\"",
                    "\"5.\"",
                    "\" 1\"",
                    "\"1 \"",
                    "\"1_000\"",
                    "\"1,000\"",
                    "\"1,5\"",
                    "\"1.2.3\"",
                    "\"--1\"",
                    "\"1-\"",
                    "\"-\"",
                    "\".\"",
                    "\"\"",
                    "\"0x10\"",
                    "\"1d\"",
                    "\"1f\"",
                    "\"NaN\"",
                    "\"Infinity\"",
                    "\"\u0661\u0662\"",
                    "\"\uff11\"",
                    "\"\u22121\"",
                    "\"1\\u0000\"",
                    "1",
                    "1.5",
                    "1e3",
                    "true",
                    "{\"a\":\"1\"}",
                    "[\"1\"]");

    private final CoinbaseDecoder decoder = new CoinbaseDecoder("coinbase");

    static Stream<Arguments> fields() {
        return Stream.of(
                        Stream.of("price", "size").map(field -> Arguments.of(Frames.MATCH, field)),
                        Stream.of("price", "size")
                                .map(field ->
                                        Arguments.of(
                                                Frames.MATCH.replace("match", "last_match"),
                                                field)),
                        Stream.of("price", "best_bid", "best_ask", "volume_24h", "last_size")
                                .map(field -> Arguments.of(Frames.TICKER, field)))
                .flatMap(frames -> frames);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void a_decimal_of_another_form_makes_a_dead_letter(String frame, String field) {
        var pattern = Pattern.compile('"' + field + "\":\"[^\"]*\"");
        assertThat(decode(frame)).isNotInstanceOf(Malformed.class);
        assertThat(pattern.matcher(frame).results()).as(field).hasSize(1);
        for (String form : BAD_FORMS) {
            String bad =
                    pattern.matcher(frame)
                            .replaceFirst(Matcher.quoteReplacement('"' + field + "\":" + form));
            assertThat(decode(bad))
                    .as("%s as %s", field, form)
                    .isInstanceOfSatisfying(
                            Malformed.class,
                            malformed ->
                                    assertThat(malformed.reason())
                                            .startsWith(field + ": must be a "));
        }
    }

    private MarketEvent decode(String frame) {
        byte[] bytes = Frames.utf8(frame);
        return decoder.decode(bytes, 0, bytes.length, Frames.RECEIVED);
    }
}
