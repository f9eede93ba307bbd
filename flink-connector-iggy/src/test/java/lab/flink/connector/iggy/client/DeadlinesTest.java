// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration LATE = Duration.ofHours(1);

    @Test
    void what_is_not_answered_in_time_fails() {
        try (var deadlines = Deadlines.open()) {
            fails(deadlines.failAfter(SOON, new CompletableFuture<String>()));
        }
    }

    @Test
    void what_is_answered_in_time_does_not() throws Exception {
        try (var deadlines = Deadlines.open()) {
            var answer = new CompletableFuture<String>();
            CompletableFuture<String> watched = deadlines.failAfter(LATE, answer);
            answer.complete("an answer");
            assertThat(watched.get(10, TimeUnit.SECONDS)).isEqualTo("an answer");
        }
    }

    @Test
    void nothing_that_waits_is_left_behind_when_the_last_is_closed() {
        var first = Deadlines.open();
        var second = Deadlines.open();
        CompletableFuture<String> waiting = first.failAfter(LATE, new CompletableFuture<String>());
        first.close();
        first.close();
        assertThat(waiting).isNotDone();
        second.close();
        fails(waiting);
    }

    @Test
    void one_that_is_closed_still_fails_what_it_is_asked_to_watch() {
        var deadlines = Deadlines.open();
        deadlines.close();
        fails(deadlines.failAfter(SOON, new CompletableFuture<String>()));
    }

    /** A request that fails has its client closed, and then there is no other. */
    @Test
    void may_be_closed_by_what_a_deadline_brings_about() throws Exception {
        var deadlines = Deadlines.open();
        CompletableFuture<String> closed =
                deadlines
                        .failAfter(SOON, new CompletableFuture<String>())
                        .exceptionally(failure -> {
                            deadlines.close();
                            return "closed";
                        });
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    private static void fails(CompletableFuture<?> watched) {
        assertThatThrownBy(() -> watched.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }
}
