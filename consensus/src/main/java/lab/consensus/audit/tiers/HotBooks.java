package lab.consensus.audit.tiers;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/** The books of the hot tier, which can be read while its server runs. */
public interface HotBooks extends AutoCloseable {

    /** Whose balance of what. */
    record BalanceKey(String account, String asset) {}

    /**
     * The log of executions up to its end as of now; it may repeat rows. Nothing if there is none.
     */
    Optional<TierTable> executions() throws IOException;

    /** The balances of those keys; nothing if there is no such table. */
    Optional<TierTable> balances(Collection<BalanceKey> keys) throws IOException;

    @Override
    void close();
}
