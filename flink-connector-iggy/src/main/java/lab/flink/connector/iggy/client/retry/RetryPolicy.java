// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client.retry;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.PublicEvolving;

/**
 * How patiently a lost server is waited for.
 *
 * @param initialBackoff wait before the first new attempt
 * @param maxBackoff longest wait between two attempts
 * @param maxDuration after so long without one answer the task fails
 */
@PublicEvolving
public record RetryPolicy(Duration initialBackoff, Duration maxBackoff, Duration maxDuration)
        implements Serializable {

    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(5));

    public RetryPolicy {
        if (initialBackoff.isNegative() || initialBackoff.isZero()) {
            throw new IllegalArgumentException(
                    "retry.initial-backoff: must be positive, was " + initialBackoff);
        }
        if (maxBackoff.compareTo(initialBackoff) < 0) {
            throw new IllegalArgumentException(
                    "retry.max-backoff: must not be below retry.initial-backoff, was "
                            + maxBackoff);
        }
        if (maxDuration.isNegative()) {
            throw new IllegalArgumentException(
                    "retry.max-duration: must not be negative, was " + maxDuration);
        }
    }
}
