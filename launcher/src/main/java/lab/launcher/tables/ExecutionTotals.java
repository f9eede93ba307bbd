package lab.launcher.tables;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Status;

/**
 * How many requests were funded, filled and rejected, of all that was ever executed. What is on the
 * bus is counted as it comes; what the bus no longer has, or had before this began, the warm tier
 * knows. An account's executions are numbered without a gap, so each counts once, whichever says
 * it: those up to a number by the tier, those behind it by the bus.
 *
 * <p>Not safe for use by several threads.
 */
public final class ExecutionTotals {
    private final Map<String, OfAccount> accounts = new HashMap<>();

    /** The newest number of each account that the bus showed. */
    private final Map<String, Long> shown = new HashMap<>();

    private boolean isFilled;

    /** One account's, up to a number. */
    static final class OfAccount {
        private long newest = -1;
        private long funded;
        private long filled;
        private final Map<String, Long> rejected = new TreeMap<>();

        void add(long number, String status, String reason) {
            newest = Math.max(newest, number);
            switch (Status.valueOf(status)) {
                case FUNDED -> funded++;
                case FILLED -> filled++;
                case REJECTED -> rejected.merge(reason, 1L, Long::sum);
            }
        }
    }

    /**
     * Counts an execution of the bus, unless it is known, or others before it are not.
     *
     * @return whether it was counted
     */
    public boolean take(Execution execution) {
        String name = execution.request().account().name();
        OfAccount account = accounts.computeIfAbsent(name, _ -> new OfAccount());
        shown.merge(name, execution.number(), Math::max);
        if (execution.number() != account.newest + 1) {
            return false;
        }
        account.add(
                execution.number(),
                execution.status().name(),
                execution.reason().map(Enum::name).orElse("UNKNOWN"));
        return true;
    }

    /** Whether executions are missing that the warm tier may know. */
    public boolean hasGap() {
        return !isFilled
                || shown.entrySet().stream()
                        .anyMatch(newest -> newest.getValue() > newestCounted(newest.getKey()));
    }

    private long newestCounted(String account) {
        OfAccount counted = accounts.get(account);
        return counted == null ? -1 : counted.newest;
    }

    /** Takes what the warm tier knows; of each account that is all up to a number. */
    public void fill(Map<String, OfAccount> kept) {
        isFilled = true;
        kept.forEach((name, account) -> {
            OfAccount known = accounts.get(name);
            if (known == null || known.newest < account.newest) {
                accounts.put(name, account);
            }
        });
    }

    public long funded() {
        return accounts.values().stream().mapToLong(account -> account.funded).sum();
    }

    public long filled() {
        return accounts.values().stream().mapToLong(account -> account.filled).sum();
    }

    /** By reason. */
    public Map<String, Long> rejected() {
        Map<String, Long> sum = new TreeMap<>();
        accounts.values()
                .forEach(account ->
                        account.rejected.forEach(
                                (reason, count) -> sum.merge(reason, count, Long::sum)));
        return sum;
    }
}
