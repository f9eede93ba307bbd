package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.TermsCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A decimal is a text of an optional minus, digits, and a point and digits if there is a fraction.
 * Each decimal of each message is held to it, whatever the number would be worth.
 */
class DecimalFormsTest {
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
                    "[\"1\"]");

    interface Decoder {
        Object decode(byte[] bytes) throws MalformedMessage;
    }

    record Message(String golden, Decoder decoder, List<String> fields) {}

    private static final List<Message> MESSAGES =
            List.of(
                    new Message(
                            "tick-v1.json",
                            bytes -> TickCodec.decode(bytes, Messages.RECEIVED),
                            List.of("price", "best_bid", "best_ask", "volume_24h", "last_size")),
                    new Message(
                            "trade-v1.json",
                            bytes -> TradeCodec.decode(bytes, Messages.RECEIVED),
                            List.of("price", "size")),
                    new Message("order-v1.json", OrderCodec::decode, List.of("quantity")),
                    new Message("fund-v1.json", OrderCodec::decode, List.of("amount")),
                    new Message(
                            "execution-filled-v1.json",
                            ExecutionCodec::decode,
                            List.of(
                                    "quantity",
                                    "price",
                                    "notional",
                                    "fee",
                                    "cash",
                                    "position",
                                    "quote_bid",
                                    "quote_ask",
                                    "slippage",
                                    "fee_rate")),
                    new Message(
                            "execution-funded-v1.json", ExecutionCodec::decode, List.of("amount")),
                    new Message(
                            "terms-v1.json",
                            bytes -> TermsCodec.decode(bytes, Messages.RECEIVED, Messages.RECEIVED),
                            List.of("slippage", "fee_rate")));

    static Stream<Map.Entry<Message, String>> fields() {
        return MESSAGES.stream()
                .flatMap(message ->
                        message.fields().stream().map(field -> Map.entry(message, field)));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void a_decimal_has_one_form_wherever_it_stands(Map.Entry<Message, String> place)
            throws Exception {
        Message message = place.getKey();
        String field = place.getValue();
        assertThat(message.decoder().decode(Golden.read(message.golden()))).isNotNull();
        for (String form : BAD_FORMS) {
            byte[] bytes = utf8(with(message, field, form));
            assertThatThrownBy(() -> message.decoder().decode(bytes))
                    .as("%s of %s as %s", field, message.golden(), form)
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith(field + ": must be a ");
        }
    }

    private static String with(Message message, String field, String form) throws IOException {
        String golden = new String(Golden.read(message.golden()), StandardCharsets.UTF_8);
        var pattern = Pattern.compile('"' + field + "\":\"[^\"]*\"");
        assertThat(pattern.matcher(golden).results()).as(field).hasSize(1);
        return pattern.matcher(golden)
                .replaceFirst(Matcher.quoteReplacement('"' + field + "\":" + form));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
