package lab.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartsTest {
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    private final Parts parts = new Parts();

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }

    @Test
    void parts_are_closed_by_rank_and_within_a_rank_the_last_first() {
        parts.add(Rank.SERVICE, "lancer", part("lancer"));
        parts.add(Rank.FEED, part("feed"));
        parts.add(Rank.BROKER, part("broker"));
        parts.add(Rank.SERVICE, "desk", part("desk"));
        parts.add(Rank.JOBS, part("jobs"));

        parts.close();

        assertThat(closed).containsExactly("feed", "desk", "lancer", "jobs", "broker");
    }

    @Test
    void one_that_fails_and_one_that_hangs_do_not_keep_the_others_from_being_closed() {
        var never = new CountDownLatch(1);
        parts.add(Rank.BROKER, part("broker"));
        parts.add(Rank.CONSOLE, never::await);
        parts.add(
                Rank.FEED,
                () -> {
                    throw new IllegalStateException("will not");
                });

        parts.close();

        assertThat(closed).containsExactly("broker");
        never.countDown();
    }

    @Test
    void nothing_is_closed_twice() {
        parts.add(Rank.FEED, part("feed"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("feed");
    }
}
