package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import lab.domain.Annotation;
import lab.domain.DeadLetter;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;
import lab.domain.progress.Heartbeat;
import lab.topics.codec.AnnotationCodec;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.TermsCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.junit.jupiter.api.Test;

class CodecGoldenTest {
    private static final ClearingTerms TERMS =
            ClearingTerms.STANDARD.with(
                    new BigDecimal("0.0002"), new BigDecimal("0.0006"), Duration.ofSeconds(45));

    @Test
    void a_trade_has_the_bytes_of_version_1() throws Exception {
        Golden.check("trade-v1.json", TradeCodec.encode(Messages.aTrade()));
        assertThat(TradeCodec.decode(Golden.read("trade-v1.json"), Messages.RECEIVED))
                .isEqualTo(Messages.aTrade());
    }

    @Test
    void a_tick_has_the_bytes_of_version_1() throws Exception {
        Map<String, String> others = new LinkedHashMap<>();
        others.put("open_24h", "93000.01");
        others.put("volume_30d", "300000.12345678");
        Golden.check("tick-v1.json", TickCodec.encode(Messages.aTick(), others));
        assertThat(TickCodec.decode(Golden.read("tick-v1.json"), Messages.RECEIVED))
                .isEqualTo(Messages.aTick());
    }

    @Test
    void a_tick_of_the_seven_old_fields_is_read() throws Exception {
        Tick tick = TickCodec.decode(Golden.read("tick-seven-fields.json"), Messages.RECEIVED);
        assertThat(tick.exchange()).isEqualTo("unknown");
        assertThat(tick.tradeId()).isEmpty();
        assertThat(tick.bestAsk()).isEqualTo(Price.of("94123.45"));
    }

    @Test
    void a_trade_from_a_stranger_is_read() throws Exception {
        Trade trade = TradeCodec.decode(Golden.read("trade-foreign.json"), Messages.RECEIVED);
        assertThat(trade)
                .isEqualTo(
                        new Trade(
                                trade.pair(),
                                734_567_890L,
                                Price.of("94123.45"),
                                Messages.aTrade().size(),
                                Messages.aTrade().side(),
                                98_765_432_101L,
                                Messages.TIME,
                                "unknown",
                                Optional.empty()));
    }

    @Test
    void a_heartbeat_has_the_bytes_of_version_1() throws Exception {
        Golden.check("heartbeat-v1.json", HeartbeatCodec.encode(Messages.aHeartbeat()));
        assertThat(HeartbeatCodec.decode(Golden.read("heartbeat-v1.json"), Messages.RECEIVED))
                .isEqualTo(Messages.aHeartbeat());
    }

    @Test
    void an_annotation_has_the_bytes_of_version_1() throws Exception {
        Golden.check("annotation-v1.json", AnnotationCodec.encode(Messages.anAnnotation()));
        assertThat(AnnotationCodec.decode(Golden.read("annotation-v1.json"), Messages.RECEIVED))
                .isEqualTo(Messages.anAnnotation());
    }

    @Test
    void terms_have_the_bytes_of_format_1() throws Exception {
        VenueTerms terms = VenueTerms.of(TERMS);
        Golden.check("terms-v1.json", TermsCodec.encode(Messages.TIME, terms));
        assertThat(
                        TermsCodec.decode(
                                Golden.read("terms-v1.json"), Messages.RECEIVED, Messages.RECEIVED))
                .isEqualTo(new TermsChange(Messages.TIME, Messages.RECEIVED, terms));
    }

    @Test
    void terms_with_fees_of_venues_have_the_bytes_of_format_2() throws Exception {
        var terms =
                new VenueTerms(
                        TERMS,
                        new TreeMap<>(
                                Map.of(
                                        "kraken", new BigDecimal("0.0026"),
                                        "binance", new BigDecimal("0.00100"))));
        Golden.check("terms-v2.json", TermsCodec.encode(Messages.TIME, terms));
        assertThat(
                        TermsCodec.decode(
                                Golden.read("terms-v2.json"), Messages.RECEIVED, Messages.RECEIVED))
                .isEqualTo(new TermsChange(Messages.TIME, Messages.RECEIVED, terms));
    }

    @Test
    void a_dead_letter_has_the_bytes_of_version_1() throws Exception {
        Golden.check("dead-letter-v1.json", DeadLetterCodec.encode(Messages.aDeadLetter()));
        assertThat(DeadLetterCodec.decode(Golden.read("dead-letter-v1.json")))
                .isEqualTo(Messages.aDeadLetter());

        DeadLetter offTheBus =
                DeadLetter.of(
                        "30_cold",
                        "message: must be a JSON object, was nothing",
                        "?".getBytes(StandardCharsets.UTF_8),
                        Messages.TIME,
                        Optional.of(new DeadLetter.Position.OnBus("trades", 2, 123_456_789_012L)));
        Golden.check("dead-letter-bus-v1.json", DeadLetterCodec.encode(offTheBus));
        assertThat(DeadLetterCodec.decode(Golden.read("dead-letter-bus-v1.json")))
                .isEqualTo(offTheBus);
    }

    @Test
    void what_is_written_is_read_back_the_same() throws Exception {
        var random = new SplittableRandom(20_250_101);
        for (int i = 0; i < 5_000; i++) {
            Trade trade = Messages.randomTrade(random);
            assertThat(TradeCodec.decode(TradeCodec.encode(trade), Messages.RECEIVED))
                    .isEqualTo(trade);
            Tick tick = Messages.randomTick(random);
            assertThat(TickCodec.decode(TickCodec.encode(tick), Messages.RECEIVED)).isEqualTo(tick);
            var heartbeat =
                    new Heartbeat(
                            trade.pair(),
                            trade.tradeId(),
                            trade.time(),
                            "exchange",
                            random.nextBoolean());
            assertThat(HeartbeatCodec.decode(HeartbeatCodec.encode(heartbeat), Messages.RECEIVED))
                    .isEqualTo(heartbeat);
            Annotation annotation = Messages.randomAnnotation(random);
            assertThat(
                            AnnotationCodec.decode(
                                    AnnotationCodec.encode(annotation), Messages.RECEIVED))
                    .isEqualTo(annotation);
        }
    }
}
