// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client.retry;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.apache.flink.annotation.Internal;

/**
 * Exponential back-off with jitter inside a time budget. It only computes: the caller brings the
 * nano clock and does the waiting. The budget runs from the first failure after a success.
 */
@Internal
public final class Backoff {

    private final RetryPolicy policy;
    private final RandomGenerator random;
    private int failures;
    private long firstFailureNanos;

    public Backoff(RetryPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
    }

    public void succeeded() {
        failures = 0;
    }

    public int failures() {
        return failures;
    }

    /** Wait so long (between half and all of the step), or nothing once the budget is spent. */
    public OptionalLong failed(long nowNanos) {
        if (failures++ == 0) {
            firstFailureNanos = nowNanos;
        }
        long spent = nowNanos - firstFailureNanos;
        long left = policy.maxDuration().toNanos() - spent;
        if (left <= 0) {
            return OptionalLong.empty();
        }
        long step = policy.initialBackoff().toNanos();
        for (int i = 1; i < failures && step < policy.maxBackoff().toNanos(); i++) {
            step *= 2;
        }
        step = Math.min(step, policy.maxBackoff().toNanos());
        long delay = step / 2 + random.nextLong(step / 2 + 1);
        return OptionalLong.of(Math.min(delay, left));
    }
}
