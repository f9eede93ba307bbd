package lab.domain.clearing.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import lab.domain.EventTime;
import lab.domain.Price;
import lab.domain.clearing.Quote;
import lab.domain.clearing.quote.QuoteBlock.Kept;
import org.junit.jupiter.api.Test;

class QuoteBlockTest {
    private static final long PRICE_MAX = 999_999_999_999_999_999L;
    private static final long SEED = 20_261_121;

    @Test
    void quotes_come_back_as_they_were_whatever_they_differ_by() {
        check(
                kept(0, 0, 1, 1, -1),
                kept(Long.MAX_VALUE, 1, PRICE_MAX, PRICE_MAX, Long.MIN_VALUE / 2),
                kept(Long.MIN_VALUE, 2, 1, PRICE_MAX, 1),
                kept(-1, 9_000_000_000_000_000L, 5, 6, 30),
                kept(7, 9_000_000_000_000_001L, 4, 4, 9_000_000_000_000_000L));
    }

    @Test
    void any_quotes_come_back_as_they_were() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 200; round++) {
            var quotes = new ArrayList<Kept>();
            long time = random.nextLong(1_000_000_000_000L);
            int count = random.nextInt(1, QuoteBlock.QUOTES_MAX + 1);
            for (int i = 0; i < count; i++) {
                time += 1 + random.nextLong(1L << random.nextInt(30));
                long bid = random.nextLong(1, PRICE_MAX);
                long ask = random.nextLong(bid, PRICE_MAX);
                quotes.add(kept(random.nextLong(), time, bid, ask, random.nextLong(time)));
            }
            check(quotes.toArray(Kept[]::new));
        }
    }

    @Test
    void a_quote_like_the_one_before_it_takes_some_ten_bytes() {
        var block = new QuoteBlock();
        for (int i = 0; i < QuoteBlock.QUOTES_MAX; i++) {
            long time = 1_763_000_000_000_000L + i * 833L;
            block.add(kept(i, time, 5_000_025_000_000L + i, 5_000_025_000_100L, time - 30));
        }
        assertThat(block.toBytes()).hasSizeLessThan(10 * QuoteBlock.QUOTES_MAX);
    }

    @Test
    void what_was_given_away_stays_as_it_was() {
        var block = new QuoteBlock();
        block.add(kept(1, 10, 5, 6, 0));
        byte[] given = block.toBytes();
        byte[] copy = given.clone();
        block.add(kept(2, 20, 5, 6, 0));
        assertThat(given).isEqualTo(copy);
    }

    @Test
    void a_full_block_takes_no_more() {
        var block = new QuoteBlock();
        for (int i = 0; i < QuoteBlock.QUOTES_MAX; i++) {
            assertThat(block.isFull()).isFalse();
            block.add(kept(i, i, 5, 6, 0));
        }
        assertThat(block.isFull()).isTrue();
        assertThatThrownBy(() -> block.add(kept(0, 100, 5, 6, 0)))
                .hasMessage("quotes: must be 64 at most");
    }

    @Test
    void bytes_of_no_block_are_refused() {
        assertThatThrownBy(() -> QuoteBlock.ofBytes(new byte[] {0}, _ -> {}))
                .hasMessage("quotes: must be 1 to 64, were 0");
    }

    /** Also when it is read in the middle and goes on from there. */
    private static void check(Kept... quotes) {
        for (int cut = 0; cut < quotes.length; cut++) {
            var block = new QuoteBlock();
            for (int i = 0; i < quotes.length; i++) {
                block.add(quotes[i]);
                block = i == cut ? QuoteBlock.ofBytes(block.toBytes(), _ -> {}) : block;
            }
            var read = new ArrayList<Kept>();
            QuoteBlock again = QuoteBlock.ofBytes(block.toBytes(), read::add);
            assertThat(read).isEqualTo(List.of(quotes));
            assertThat(again.firstTime()).isEqualTo(quotes[0].time());
            assertThat(again.lastTime()).isEqualTo(quotes[quotes.length - 1].time());
        }
    }

    private static Kept kept(long sequence, long time, long bid, long ask, long servesFrom) {
        return new Kept(
                new Quote(sequence, EventTime.ofMicros(time), new Price(bid), new Price(ask)),
                servesFrom,
                7 * sequence);
    }
}
