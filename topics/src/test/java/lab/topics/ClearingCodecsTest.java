package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.DeadLetter;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.Closing;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.house.ClearingHouse;
import lab.domain.progress.Progress;
import lab.domain.progress.WaitingRequests;
import lab.topics.codec.ClosingCodec;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.ProgressCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClearingCodecsTest {
    private static final Instant BEFORE = Messages.TIME.minusSeconds(1);

    private static final String ORDER =
            """
            {"order_id":"o-1","account":"alice","pair":"BTC-USD","side":"BUY","quantity":"0.005",\
            "time":"2025-01-01T12:00:00.123456Z"}\
            """;
    private static final String FUND =
            """
            {"order_id":"f-1","account":"alice","kind":"fund","asset":"USD","amount":"1000",\
            "time":"2025-01-01T12:00:00.123456Z"}\
            """;

    @Test
    void a_request_has_the_bytes_of_version_1() throws Exception {
        Golden.check("order-v1.json", OrderCodec.encode(anOrder()));
        assertThat(OrderCodec.decode(Golden.read("order-v1.json"))).isEqualTo(anOrder());
        Golden.check("fund-v1.json", OrderCodec.encode(aFund("1000")));
        assertThat(OrderCodec.decode(Golden.read("fund-v1.json"))).isEqualTo(aFund("1000"));
    }

    @Test
    void an_execution_has_the_bytes_of_version_1() throws Exception {
        List<Execution> executions = executions();
        String[] files = {
            "execution-funded-v1.json",
            "execution-filled-v1.json",
            "execution-rejected-v1.json",
            "execution-invalid-v1.json"
        };
        assertThat(executions).hasSameSizeAs(files);
        for (int i = 0; i < files.length; i++) {
            Golden.check(files[i], ExecutionCodec.encode(executions.get(i)));
            assertThat(ExecutionCodec.decode(Golden.read(files[i]))).isEqualTo(executions.get(i));
        }
    }

    @Test
    void progress_has_the_bytes_of_version_1() throws Exception {
        var progress = new Progress("clearing", Messages.TIME, false);
        Golden.check("progress-v1.json", ProgressCodec.encode(progress));
        assertThat(ProgressCodec.decode(Golden.read("progress-v1.json"), Messages.RECEIVED))
                .isEqualTo(progress);
        var waiting =
                new Progress(
                        ProgressCodec.WAITING_PART,
                        Messages.TIME,
                        false,
                        Optional.of(
                                new WaitingRequests(
                                        3,
                                        Optional.of(4L),
                                        Optional.of(
                                                new WaitingRequests.Oldest(
                                                        new Account("ann"),
                                                        new OrderId("o-1"),
                                                        Messages.TIME,
                                                        Optional.of(Messages.TIME))))));
        Golden.check("progress-waiting-v1.json", ProgressCodec.encode(waiting));
        assertThat(ProgressCodec.decode(ProgressCodec.encode(waiting), Messages.RECEIVED))
                .isEqualTo(waiting);
        assertThat(
                        ProgressCodec.decode(
                                        Golden.read("progress-waiting-without-expired-v1.json"),
                                        Messages.RECEIVED)
                                .waiting()
                                .orElseThrow()
                                .expired())
                .isEmpty();
        var ended = new Progress("desk", Messages.TIME, true);
        assertThat(ProgressCodec.decode(ProgressCodec.encode(ended), Messages.RECEIVED))
                .isEqualTo(ended);
    }

    @Test
    void a_closing_has_the_bytes_of_format_1_and_a_newer_one_is_refused() throws Exception {
        var decision =
                new Closing.Decision(42, Messages.TIME.plusSeconds(40), Optional.of(Messages.TIME));
        var closing = new Closing(2, "3f2a9c1e-0001", Optional.of(decision));
        Golden.check("closing-v1.json", ClosingCodec.encode(closing));
        assertThat(ClosingCodec.decode(Golden.read("closing-v1.json"))).isEqualTo(closing);
        for (Closing other :
                List.of(
                        new Closing(0, "w", Optional.empty()),
                        new Closing(
                                1,
                                "w",
                                Optional.of(
                                        new Closing.Decision(
                                                0, Messages.TIME, Optional.empty()))))) {
            assertThat(ClosingCodec.decode(ClosingCodec.encode(other))).isEqualTo(other);
        }
        String newer =
                new String(ClosingCodec.encode(closing), StandardCharsets.UTF_8)
                        .replace("\"format\":1", "\"format\":2");
        assertThatThrownBy(() -> ClosingCodec.decode(newer.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("format: must be at most 1, was 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"order_id\":\"o-1\", | '' | order_id: must be given, was missing",
                "o-1 | bad id ! | order_id: must be 1 to 64 of A-Z a-z 0-9 . _ : -, was \"bad id !\"",
                "alice | Alice | account: must be 1 to 32 of a-z 0-9 -, was \"Alice\"",
                "alice | @bank | account: must be 1 to 32 of a-z 0-9 -, was \"@bank\"",
                "\"pair\":\"BTC-USD\", | '' | pair: must be given, was missing",
                "BTC-USD | BTCUSD | pair: must be two assets such as BTC-USD, was \"BTCUSD\"",
                "\"BUY\" | null | side: must be a string, was null",
                "\"0.005\" | 0.005 | quantity: must be a string, was 0.005",
                "0.005 | 5e-3 | quantity: must be a decimal, was \"5e-3\"",
                "0.005 | +1 | quantity: must be a decimal, was \"+1\"",
                "0.005 | .5 | quantity: must be a decimal, was \".5\"",
                "0.005 | 5. | quantity: must be a decimal, was \"5.\"",
                "0.005 | - | quantity: must be a decimal, was \"-\"",
                "0.005 | '' | quantity: must be a decimal, was \"\"",
                "0.005 | 1234567890123456789 | quantity: at most 18 digits before the point, was \"1234567890123456789\"",
                "0.005 | 0.1234567890123456789 | quantity: at most 18 places, was \"0.1234567890123456789\"",
                "\"side\" | \"kind\":\"gift\",\"side\" | kind: must be order or fund, was \"gift\"",
                "\"side\" | \"price\":true,\"side\" | price: must be a string, was true",
                "\"side\" | \"account\":\"bob\",\"side\" | account: must be given once, was given again",
                "00.123456Z | 00.1234567Z | time: must be ISO-8601 UTC with at most 6 fraction digits, was \"2025-01-01T12:00:00.1234567Z\""
            })
    void a_request_that_breaks_a_form_is_refused(String from, String to, String reason) {
        assertThat(ORDER).contains(from);
        assertThatThrownBy(() -> OrderCodec.decode(utf8(ORDER.replace(from, to))))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"BUY\" | \"HOLD\"",
                "\"BUY\" | \"buy\"",
                "\"BUY\" | \"\"",
                "0.005 | -1",
                "0.005 | 0",
                "0.005 | 0.000000001",
                "0.005 | 999999999999999999",
                "2025-01-01T | 2025-01-02T",
                "2025-01-01T | 2261-12-31T"
            })
    void a_request_of_good_form_is_read_though_it_will_be_rejected(String from, String to)
            throws Exception {
        Request read = OrderCodec.decode(utf8(ORDER.replace(from, to)));
        assertThat(OrderCodec.decode(OrderCodec.encode(read))).isEqualTo(read);
        assertThat(new String(OrderCodec.encode(read), StandardCharsets.UTF_8)).contains(to);
    }

    @Test
    void what_the_sender_saw_may_be_text_or_number_or_null() throws Exception {
        String seen =
                ORDER.replace(
                        "\"side\"",
                        "\"price\":94123.450,\"signal_similarity\":0.8312,"
                                + "\"signal_sentiment\":null,\"strategy\":\"s\",\"side\"");
        Request read = OrderCodec.decode(utf8(seen));
        assertThat(((OrderRequest) read).remarks())
                .isEqualTo(
                        new Remarks(
                                Optional.of("94123.450"),
                                Optional.of("0.8312"),
                                Optional.empty(),
                                Optional.of("s")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"pair\":7,", "\"quantity\":null,", "\"side\":[1],", "\"x\":{\"y\":1},"})
    void a_fund_does_not_mind_the_fields_of_orders(String field) throws Exception {
        String fund = FUND.replace("\"amount\"", field + "\"amount\"");
        assertThat(OrderCodec.decode(utf8(fund))).isEqualTo(aFund("1000"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FILLED | LOST | status",
                "\"status\" | \"reason\":\"NO_QUOTE\",\"status\" | reason",
                "\"cash\" | \"x\" | cash",
                "\"cash\":\" | \"cash\":\"- | cash",
                "\"number\":1 | \"number\":-1 | number",
                "\"quote_bid\" | \"x\" | quote_bid",
                "\"request_time\" | \"x\" | time",
                "\"fee_rate\":\"0 | \"fee_rate\":\"3 | fee_rate"
            })
    void a_bad_execution_is_refused_by_name(String from, String to, String field) {
        String good =
                new String(ExecutionCodec.encode(executions().get(1)), StandardCharsets.UTF_8);
        assertThat(good).contains(from);
        assertThatThrownBy(() -> ExecutionCodec.decode(utf8(good.replace(from, to))))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(field + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"clearing | Clearing | part", "false | 0 | ended", "2025 | 25 | time"})
    void bad_progress_is_refused_by_name(String from, String to, String field) {
        String good =
                new String(
                        ProgressCodec.encode(new Progress("clearing", Messages.TIME, false)),
                        StandardCharsets.UTF_8);
        assertThatThrownBy(
                        () -> ProgressCodec.decode(utf8(good.replace(from, to)), Messages.RECEIVED))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(field + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "BTC-USD", "BUY", "0.005", "o-1"})
    void half_a_character_is_refused_with_a_reason_that_can_be_written(String part) {
        String half = ORDER.replace(part, "\\ud83d");
        assertThat(half).isNotEqualTo(ORDER);
        MalformedMessage refusal =
                catchThrowableOfType(MalformedMessage.class, () -> OrderCodec.decode(utf8(half)));
        DeadLetter letter =
                DeadLetter.of(
                        "clearing", refusal.reason(), utf8(half), Messages.TIME, Optional.empty());
        assertThat(DeadLetterCodec.encode(letter)).isNotEmpty();
    }

    @Test
    void whole_characters_are_recorded_whatever_they_are() throws Exception {
        String smiling = ORDER.replace("BUY", "\\ud83d\\ude00");
        Request read = OrderCodec.decode(utf8(smiling));
        assertThat(OrderCodec.decode(OrderCodec.encode(read))).isEqualTo(read);
    }

    @Test
    void whatever_the_bytes_a_message_is_read_or_refused_with_a_reason() {
        var random = new SplittableRandom(5);
        byte[][] seeds = {
            OrderCodec.encode(anOrder()),
            OrderCodec.encode(aFund("1")),
            ExecutionCodec.encode(executions().get(1))
        };
        int refused = 0;
        for (int round = 0; round < 30_000; round++) {
            int kind = random.nextInt(seeds.length);
            byte[] bytes = seeds[kind].clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Object read = kind == 2 ? ExecutionCodec.decode(bytes) : OrderCodec.decode(bytes);
                assertThat(read).isNotNull();
            } catch (MalformedMessage e) {
                assertThat(e.reason()).contains(": ").hasSizeLessThanOrEqualTo(300);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    /** A fund, a fill, one that the account cannot afford, and one that is invalid. */
    private static List<Execution> executions() {
        var executions = new ArrayList<Execution>();
        var house =
                new ClearingHouse(
                        DatedTerms.STANDARD,
                        _ -> 0,
                        (Settlement settlement) -> executions.add(settlement.execution()));
        OrderRequest order = anOrder();
        house.request(aFund("1000"));
        house.request(order);
        house.request(with(order, "o-2", "SELL", "1"));
        house.request(with(order, "o-3", "HOLD", "-0.000000001"));
        house.tick(Messages.aTick());
        return executions;
    }

    private static OrderRequest with(OrderRequest order, String id, String side, String quantity) {
        return new OrderRequest(
                new OrderId(id),
                order.account(),
                order.time(),
                order.pair(),
                side,
                new BigDecimal(quantity),
                Remarks.NONE);
    }

    private static OrderRequest anOrder() {
        return new OrderRequest(
                new OrderId("o-1"),
                new Account("alice"),
                BEFORE,
                new Pair("BTC-USD"),
                "BUY",
                new BigDecimal("0.00500"),
                new Remarks(
                        Optional.of("94120"),
                        Optional.of("0.8312"),
                        Optional.of("Bullish"),
                        Optional.of("pattern")));
    }

    private static FundRequest aFund(String amount) {
        return new FundRequest(
                new OrderId("f-1"),
                new Account("alice"),
                Messages.TIME,
                new Asset("USD"),
                new BigDecimal(amount));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
