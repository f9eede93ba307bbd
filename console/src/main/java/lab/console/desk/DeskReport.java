package lab.console.desk;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the paper desk.
 *
 * @param reason why it is not there
 * @param seen when it last answered; what follows is of then
 * @param asOf the newest event time of its market then
 * @param notUp those of its parts that cannot do their work
 * @param killSwitch how it stands, while the desk is there: of one that does not answer it is not
 *     known
 */
public record DeskReport(
        Presence presence,
        Optional<String> reason,
        Optional<Instant> seen,
        Optional<Instant> asOf,
        List<Account> accounts,
        List<Part> notUp,
        Optional<KillSwitch> killSwitch,
        Optional<Verdict> audit) {
    public DeskReport {
        accounts = List.copyOf(accounts);
        notUp = List.copyOf(notUp);
    }

    /** Whether there is a desk. */
    public enum Presence {
        /** None that could be asked. */
        NONE,
        /** It has not been asked yet. */
        ASKING,
        /** It answers. */
        THERE,
        /** It does not, or not as it should. */
        AWAY
    }

    /**
     * One account.
     *
     * @param equity cash, and what it holds at the newest bids
     * @param state {@code ACTIVE}, {@code REDUCING} or {@code HALTED}
     * @param commentators whose words it last decided by: {@code ollama} or {@code rules}
     * @param positions what it holds, by pair
     * @param luck in one sentence, whether its result can be told from luck
     */
    public record Account(
            String account,
            BigDecimal startingBalance,
            BigDecimal cashBalance,
            BigDecimal equity,
            BigDecimal realizedPnl,
            BigDecimal unrealizedPnl,
            BigDecimal fees,
            String state,
            Optional<String> stateReason,
            List<String> commentators,
            BigDecimal dailyDrawdown,
            Map<String, Position> positions,
            Optional<String> luck) {
        public Account {
            commentators = List.copyOf(commentators);
            positions = Map.copyOf(positions);
        }
    }

    /**
     * What an account holds of a pair.
     *
     * @param entryPrice average cost of a unit, fees included
     */
    public record Position(
            BigDecimal quantity,
            BigDecimal entryPrice,
            Optional<BigDecimal> price,
            BigDecimal value,
            BigDecimal unrealizedPnl) {}

    /**
     * One execution, or something that the risk rules refused.
     *
     * @param status {@code FUNDED}, {@code FILLED}, {@code REJECTED} or {@code BLOCKED}
     * @param timestamp event time of the execution
     * @param decision under which id the desk says why
     */
    public record Execution(
            String account,
            Optional<String> orderId,
            Optional<String> pair,
            Optional<String> side,
            Optional<BigDecimal> quantity,
            String status,
            Optional<String> reason,
            Optional<BigDecimal> fillPrice,
            Optional<BigDecimal> fee,
            Optional<BigDecimal> realizedPnl,
            Instant timestamp,
            Optional<String> decision) {}

    /** A part of the desk. */
    public record Part(String part, String state, String reason) {}

    /** The switch that stops all orders. */
    public record KillSwitch(boolean engaged, Optional<Instant> since, Optional<String> reason) {}

    /**
     * Whether the books are right.
     *
     * @param checked when they were read, or when that failed
     * @param reconciled not there if they could not be read
     * @param differencesTotal how many there are
     * @param differences the first of them
     * @param reason why they could not be read
     */
    public record Verdict(
            Instant checked,
            Optional<Boolean> reconciled,
            Optional<Long> differencesTotal,
            List<Difference> differences,
            Optional<String> reason) {
        public Verdict {
            differences = List.copyOf(differences);
        }

        static Verdict unknown(Instant checked, String reason) {
            return new Verdict(
                    checked, Optional.empty(), Optional.empty(), List.of(), Optional.of(reason));
        }
    }

    /** Something that does not reconcile. */
    public record Difference(
            String rule, String table, Optional<String> account, Optional<String> orderId) {}

    static DeskReport none() {
        return empty(Presence.NONE, Optional.of("no paper desk belongs to this console"));
    }

    static DeskReport asking() {
        return empty(Presence.ASKING, Optional.empty());
    }

    private static DeskReport empty(Presence presence, Optional<String> reason) {
        return new DeskReport(
                presence,
                reason,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, of a desk that does not answer any more. */
    DeskReport away(String why) {
        return new DeskReport(
                Presence.AWAY,
                Optional.of(why),
                seen,
                asOf,
                accounts,
                List.of(),
                Optional.empty(),
                audit);
    }

    DeskReport with(Optional<Verdict> verdict) {
        return new DeskReport(presence, reason, seen, asOf, accounts, notUp, killSwitch, verdict);
    }
}
