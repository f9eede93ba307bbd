package lab.cold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommitLocksTest {
    private final CommitLocks one = new CommitLocks();
    private final CommitLocks other = new CommitLocks();

    @Test
    void one_at_a_time_has_it_whoever_closes_his_catalog() throws Exception {
        assertThat(one.acquire("a/v1", "first")).isTrue();
        assertThat(one.acquire("b/v1", "first")).as("of another table").isTrue();
        other.close();
        assertThat(CommitLocks.acquire("a/v1", "second", Duration.ofMillis(20))).isFalse();
        assertThat(other.release("a/v1", "second")).as("it is not his").isFalse();
        var waiting = CompletableFuture.supplyAsync(() -> other.acquire("a/v1", "second"));
        assertThat(one.release("a/v1", "first")).isTrue();
        assertThat(waiting.get(120, TimeUnit.SECONDS)).isTrue();
        assertThat(one.release("a/v1", "first")).isFalse();
        assertThat(other.release("a/v1", "second")).isTrue();
        assertThat(one.release("b/v1", "first")).isTrue();
    }
}
