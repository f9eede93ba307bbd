package lab.poller.live;

import static org.assertj.core.api.Assertions.assertThat;

import lab.domain.Pair;
import org.junit.jupiter.api.Test;

class NewestUpdatesTest {
    private static final Pair BTC = new Pair("BTC-USDT");
    private static final Pair ETH = new Pair("ETH-USDT");

    @Test
    void ticks_of_a_second_connection_are_told_by_their_number() {
        var newest = new NewestUpdates();
        assertThat(newest.admits(BTC, 5)).isTrue();
        assertThat(newest.admits(BTC, 5)).isFalse();
        assertThat(newest.admits(BTC, 4)).isFalse();
        assertThat(newest.admits(ETH, 4)).isTrue();
        assertThat(newest.admits(BTC, 6)).isTrue();
    }

    @Test
    void an_exchange_that_counts_anew_is_heard_again() {
        var newest = new NewestUpdates();
        assertThat(newest.admits(BTC, 1_000_000)).isTrue();
        for (int i = 1; i < NewestUpdates.REPEATS_MAX; i++) {
            assertThat(newest.admits(BTC, i)).isFalse();
        }
        assertThat(newest.admits(BTC, 5_000)).isTrue();
        assertThat(newest.admits(BTC, 5_001)).isTrue();
    }
}
