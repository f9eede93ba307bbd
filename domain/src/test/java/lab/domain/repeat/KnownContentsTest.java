package lab.domain.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import org.junit.jupiter.api.Test;

class KnownContentsTest {
    private KnownContents known = new KnownContents();

    @Test
    void a_trade_that_says_the_same_again_is_a_repeat_and_one_that_says_otherwise_is_not() {
        known.remember(7, content(1, 100, 5, Side.BUY));
        assertThat(known.contradicts(7, content(1, 100, 5, Side.BUY))).isFalse();
        assertThat(known.contradicts(7, content(2, 100, 5, Side.BUY))).isTrue();
        assertThat(known.contradicts(7, content(1, 101, 5, Side.BUY))).isTrue();
        assertThat(known.contradicts(7, content(1, 100, 6, Side.BUY))).isTrue();
        assertThat(known.contradicts(7, content(1, 100, 5, Side.SELL))).isTrue();
        assertThat(known.contradicts(7, content(1, 100, 5, Side.BUY))).isFalse();
        assertThat(known.repeats()).isEqualTo(2);
        assertThat(known.contradictions()).isEqualTo(4);
    }

    @Test
    void what_is_not_remembered_is_a_repeat() {
        assertThat(known.contradicts(7, 1)).isFalse();
        known.remember(7, 1);
        known.remember(7 + KnownContents.TRADES_MAX, 2);
        assertThat(known.contradicts(7, 3)).isFalse();
        assertThat(known.repeats()).isEqualTo(2);
    }

    @Test
    void the_newest_ids_are_remembered_in_whatever_order_they_come_and_over_restarts()
            throws IOException {
        var random = new Random(20_261_129);
        int ids = 3 * KnownContents.TRADES_MAX;
        for (int id = 1; id <= ids; id++) {
            known.remember(1_000_000 + (id ^ 5), id | 1);
            if (random.nextInt(40_000) == 0) {
                known = restarted();
            }
        }
        for (int id = ids - KnownContents.TRADES_MAX + 16; id < ids - 8; id++) {
            assertThat(known.contradicts(1_000_000 + (id ^ 5), id | 1)).isFalse();
            assertThat(known.contradicts(1_000_000 + (id ^ 5), (id | 1) + 2)).isTrue();
        }
        assertThat(bytes()).hasSizeLessThan(4 * KnownContents.TRADES_MAX + 200);
    }

    @Test
    void ids_far_apart_answer_as_a_map_would_while_there_is_room() throws IOException {
        var random = new Random(20_261_130);
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            long id = random.nextLong(1, Long.MAX_VALUE);
            int slot = (int) (id % KnownContents.TRADES_MAX);
            if (expected.keySet().stream()
                    .noneMatch(other -> other % KnownContents.TRADES_MAX == slot)) {
                expected.put(id, random.nextInt() | 1);
                known.remember(id, expected.get(id));
                known = restarted();
            }
        }
        expected.forEach((id, content) -> {
            assertThat(known.contradicts(id, content)).isFalse();
            assertThat(known.contradicts(id, content + 2)).isTrue();
        });
    }

    @Test
    void a_copy_goes_its_own_way() throws IOException {
        known.remember(1, 10);
        KnownContents copy = known.copy();
        assertThat(copy.contradicts(1, 11)).isTrue();
        copy.remember(1, 12);
        assertThat(known.contradicts(1, 10)).isFalse();
        assertThat(known.contradictions()).isZero();
    }

    @Test
    void its_bytes_stay() throws IOException {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        for (long id : new long[] {5, 6, 7, 40}) {
            known.remember(
                    id,
                    TradeContent.of(
                            new Trade(
                                    new Pair("BTC-USD"),
                                    id,
                                    Price.of("65000.01"),
                                    Quantity.of("0.25"),
                                    id == 6 ? Side.SELL : Side.BUY,
                                    id,
                                    noon.plusSeconds(id),
                                    "test",
                                    Optional.empty())));
        }
        known.contradicts(5, 1);
        known.contradicts(999, 1);
        assertThat(HexFormat.of().formatHex(bytes()))
                .isEqualTo(
                        "01000000000000000100000000000000010000000300000000000000"
                                + "05db98fb7e5c99173a2688685400000001000000000000002896cd5de100000000");
    }

    @Test
    void a_newer_format_is_refused_by_name() throws IOException {
        byte[] bytes = bytes();
        bytes[0] = 2;
        assertThatThrownBy(() -> read(bytes))
                .hasMessage(
                        "known trades: must be of format 1 or older, were of format 2: start the"
                                + " version that wrote them");
    }

    private static int content(long time, long price, long size, Side side) {
        return TradeContent.of(time, price, size, side);
    }

    private KnownContents restarted() throws IOException {
        return read(bytes());
    }

    private byte[] bytes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        known.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static KnownContents read(byte[] bytes) throws IOException {
        return KnownContents.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
