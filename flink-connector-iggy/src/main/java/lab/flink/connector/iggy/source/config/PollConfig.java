// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.PublicEvolving;

/**
 * How a reader polls.
 *
 * @param maxMessages most messages asked for in one poll
 * @param targetBytes an answer should be about so large; the count asked for adapts to it
 * @param idleBackoffMin pause after the first poll of a partition that found nothing new; it grows
 *     to a fiftieth of how long nothing has come
 * @param idleBackoffMax longest such pause
 */
@PublicEvolving
public record PollConfig(
        int maxMessages, int targetBytes, Duration idleBackoffMin, Duration idleBackoffMax)
        implements Serializable {

    public static final PollConfig DEFAULT =
            new PollConfig(5_000, 1 << 20, Duration.ofMillis(2), Duration.ofMillis(200));

    public PollConfig {
        if (maxMessages < 1) {
            throw new IllegalArgumentException(
                    "scan.poll.max-messages: must be positive, was " + maxMessages);
        }
        if (targetBytes < 1) {
            throw new IllegalArgumentException(
                    "scan.poll.target-bytes: must be positive, was " + targetBytes);
        }
        if (idleBackoffMin.isNegative() || idleBackoffMin.isZero()) {
            throw new IllegalArgumentException(
                    "scan.poll.idle-backoff.min: must be positive, was " + idleBackoffMin);
        }
        if (idleBackoffMax.compareTo(idleBackoffMin) < 0) {
            throw new IllegalArgumentException(
                    "scan.poll.idle-backoff.max: must not be below the minimum, was "
                            + idleBackoffMax);
        }
    }
}
