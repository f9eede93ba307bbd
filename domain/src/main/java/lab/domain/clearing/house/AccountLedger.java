package lab.domain.clearing.house;

import static lab.domain.Account.BANK;
import static lab.domain.Account.FEES;
import static lab.domain.Account.MARKET;
import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.Side;
import lab.domain.clearing.Claim;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.Finding;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.domain.clearing.RejectReason;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Status;
import lab.domain.clearing.Transfer;
import lab.domain.clearing.state.StateBytes;

/**
 * The third stage, one for each account: settles its requests one after another, in the order of
 * their numbers, each upon the balances that the one before it left.
 *
 * <p>Balances change by transfers only, and a transfer that would take one below zero is a broken
 * invariant and throws. It keeps a balance for each asset that the account ever had, and the next
 * number; claims that come before their turn are kept by the caller. Not safe for use by several
 * threads.
 */
public final class AccountLedger {
    private static final BigDecimal ZERO = BigDecimal.ZERO.setScale(Amounts.PLACES);

    private final Account account;
    private final SortedMap<Asset, BigDecimal> balances = new TreeMap<>();
    private long nextNumber;

    public AccountLedger(Account account) {
        check(account.isTrader(), "account: must be a trader's, was %s", account);
        this.account = account;
    }

    /**
     * Takes a claim for which no quote is wanted (any more), and settles what it is the turn of.
     *
     * @param held keeps it if it is not yet its turn
     * @param settled gets each settlement, in the order of the numbers
     */
    public void settle(Claim claim, HeldClaims held, Consumer<Settlement> settled) {
        check(
                claim.account().equals(account),
                "account %s: must settle its own claims, was %s",
                account,
                claim);
        if (claim.number() < nextNumber) {
            throw new IllegalStateException(
                    "account %s: must settle request %d next, was given %s"
                            .formatted(account, nextNumber, claim));
        }
        if (claim.number() > nextNumber) {
            held.put(claim.number(), claim);
            return;
        }
        Optional<Claim> next = Optional.of(claim);
        while (next.isPresent()) {
            settled.accept(settle(next.get()));
            nextNumber++;
            next = held.take(nextNumber);
        }
    }

    private Settlement settle(Claim claim) {
        return switch (claim.finding()) {
            case Finding.Fund() when claim.request() instanceof FundRequest fund ->
                    fund(claim, fund);
            case Finding.Quoted(Quote quote) when claim.request() instanceof OrderRequest order ->
                    trade(claim, order, quote);
            case Finding.Refused(RejectReason reason) -> reject(claim, reason, Optional.empty());
            case Finding.Fund() -> throw cannotSettle(claim);
            case Finding.Quoted(Quote _) -> throw cannotSettle(claim);
            case Finding.QuoteWanted() -> throw cannotSettle(claim);
        };
    }

    private Settlement fund(Claim claim, FundRequest fund) {
        BigDecimal amount = fund.amount().setScale(Amounts.PLACES);
        var moves = new Moves(fund, fund.time());
        moves.add("fund", BANK, account, fund.asset(), amount);
        return done(claim, Status.FUNDED, Optional.empty(), Optional.empty(), moves);
    }

    private Settlement trade(Claim claim, OrderRequest order, Quote quote) {
        Side side = order.validSide().orElseThrow(() -> cannotSettle(claim));
        BigDecimal quantity = order.quantity().setScale(Amounts.PLACES);
        Fill fill = Fill.of(side, quote, quantity, claim.terms());
        var moves = new Moves(order, quote.time());
        switch (side) {
            case BUY -> {
                BigDecimal cost = fill.notional().add(fill.fee());
                if (balance(order.quote()).compareTo(cost) < 0) {
                    return reject(claim, RejectReason.INSUFFICIENT_CASH, Optional.of(quote));
                }
                moves.add("cash", account, MARKET, order.quote(), fill.notional());
                moves.add("asset", MARKET, account, order.base(), quantity);
            }
            case SELL -> {
                if (balance(order.base()).compareTo(quantity) < 0) {
                    return reject(claim, RejectReason.INSUFFICIENT_POSITION, Optional.of(quote));
                }
                moves.add("cash", MARKET, account, order.quote(), fill.notional());
                moves.add("asset", account, MARKET, order.base(), quantity);
            }
        }
        moves.add("fee", account, FEES, order.quote(), fill.fee());
        return done(claim, Status.FILLED, Optional.of(quote), Optional.of(fill), moves);
    }

    private Settlement done(
            Claim claim, Status status, Optional<Quote> quote, Optional<Fill> fill, Moves moves) {
        moves.made.forEach(this::apply);
        Execution execution = execution(claim, status, Optional.empty(), moves.time, quote, fill);
        return new Settlement(execution, moves.made);
    }

    private Settlement reject(Claim claim, RejectReason reason, Optional<Quote> quote) {
        Instant asked = claim.request().time();
        boolean isWaitedFor = reason == RejectReason.NO_QUOTE || reason == RejectReason.TOO_LATE;
        Instant time =
                quote.map(Quote::time)
                        .orElse(isWaitedFor ? asked.plus(claim.terms().quoteWait()) : asked);
        Execution execution =
                execution(
                        claim, Status.REJECTED, Optional.of(reason), time, quote, Optional.empty());
        return new Settlement(execution, List.of());
    }

    private Execution execution(
            Claim claim,
            Status status,
            Optional<RejectReason> reason,
            Instant time,
            Optional<Quote> quote,
            Optional<Fill> fill) {
        Request request = claim.request();
        BigDecimal cash =
                switch (request) {
                    case OrderRequest order -> balance(order.quote());
                    case FundRequest fund -> balance(fund.asset());
                };
        Optional<BigDecimal> position =
                request instanceof OrderRequest order
                        ? Optional.of(balance(order.base()))
                        : Optional.empty();
        return new Execution(
                request,
                claim.number(),
                status,
                reason,
                time,
                quote,
                fill,
                cash,
                position,
                claim.terms());
    }

    private void apply(Transfer transfer) {
        boolean isIn = transfer.credit().equals(account);
        BigDecimal before = balance(transfer.asset());
        BigDecimal after =
                isIn ? before.add(transfer.amount()) : before.subtract(transfer.amount());
        if (after.signum() < 0) {
            throw new IllegalStateException(
                    "account %s: must not be below zero, was %s %s after %s"
                            .formatted(account, after, transfer.asset(), transfer));
        }
        balances.put(transfer.asset(), after);
    }

    /** What the account has of an asset, with 8 places. */
    public BigDecimal balance(Asset asset) {
        return balances.getOrDefault(asset, ZERO);
    }

    /** All that the account has or had. */
    public SortedMap<Asset, BigDecimal> balances() {
        return Collections.unmodifiableSortedMap(balances);
    }

    /** The number of the request that is settled next. */
    public long nextNumber() {
        return nextNumber;
    }

    private static IllegalStateException cannotSettle(Claim claim) {
        return new IllegalStateException("claim: must be found out, was " + claim);
    }

    /** The transfers of one request; nothing that rounds to nothing moves. */
    private static final class Moves {
        private final Request request;
        private final Instant time;
        private final List<Transfer> made = new ArrayList<>(3);

        Moves(Request request, Instant time) {
            this.request = request;
            this.time = time;
        }

        void add(String what, Account debit, Account credit, Asset asset, BigDecimal amount) {
            if (amount.signum() > 0) {
                String id = request.account() + "/" + request.orderId() + '/' + what;
                made.add(new Transfer(id, request.orderId(), debit, credit, asset, amount, time));
            }
        }
    }

    public byte[] toBytes() {
        return StateBytes.write(this::write);
    }

    public static AccountLedger ofBytes(byte[] bytes) {
        return StateBytes.read(bytes, AccountLedger::read);
    }

    public void write(DataOutput out) throws IOException {
        out.writeUTF(account.name());
        out.writeLong(nextNumber);
        out.writeInt(balances.size());
        for (Map.Entry<Asset, BigDecimal> balance : balances.entrySet()) {
            out.writeUTF(balance.getKey().code());
            StateBytes.writeDecimal(balance.getValue(), out);
        }
    }

    public static AccountLedger read(DataInput in) throws IOException {
        var ledger = new AccountLedger(new Account(in.readUTF()));
        ledger.nextNumber = in.readLong();
        int assets = in.readInt();
        for (int i = 0; i < assets; i++) {
            ledger.balances.put(new Asset(in.readUTF()), StateBytes.readDecimal(in));
        }
        return ledger;
    }
}
