package lab.domain.progress;

import static lab.domain.Checks.check;

import java.time.Instant;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.OrderId;

/**
 * What the clearing house has taken and not answered yet.
 *
 * @param requests how many: orders that wait for their time or for a quote, and all that wait for
 *     another request of their account
 * @param expired how many orders it has ignored in all for standing too far behind their account's
 *     newest request; empty if an older version said so, or not all of it has
 * @param oldest the order that it has had for longest
 */
public record WaitingRequests(long requests, Optional<Long> expired, Optional<Oldest> oldest) {
    public static final WaitingRequests NONE =
            new WaitingRequests(0, Optional.empty(), Optional.empty());

    /**
     * One order.
     *
     * @param time of its decision, which may be far ahead
     * @param since when the bus took it; empty if an older version did
     */
    public record Oldest(Account account, OrderId orderId, Instant time, Optional<Instant> since) {}

    public WaitingRequests {
        check(requests >= 0, "requests: must not be negative, was %d", requests);
    }
}
