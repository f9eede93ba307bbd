package lab.domain.clearing.house;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Amounts;
import lab.domain.EventTime;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Finding;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderIdHash;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.RejectReason;
import lab.domain.clearing.Request;
import lab.domain.clearing.state.StateBytes;

/**
 * The first stage, one for each account: passes each order id once, numbers the requests in the
 * order of the log, and decides what needs no quote.
 *
 * <p>The newest request is the one with the latest time of all that stand before in the account's
 * log, whatever became of them. An order id is known for as long as its request is at most {@link
 * #REMEMBERED} behind that; the id of a fund for ever. A request with a known id is a repeat. An
 * order that is further behind than {@link #REMEMBERED} has expired: its id would be forgotten if
 * it had been here before. Both are ignored and counted.
 *
 * <p>Ids are kept by whoever calls, since there may be many; all else is a few bytes. Not safe for
 * use by several threads.
 */
public final class RequestIntake {
    /** How far behind the newest request of its account an order is taken, and its id known. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    /** The time that is kept with an id that is never forgotten. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    private static final long REMEMBERED_MICROS = REMEMBERED.toNanos() / 1_000;
    private static final long BEFORE_ALL_TIME = Long.MIN_VALUE / 2;

    /**
     * Ids are dropped when the newest request has come so much further: most are looked at once.
     */
    private static final long FORGET_EVERY_MICROS = Duration.ofHours(1).toNanos() / 1_000;

    /**
     * The first byte of an intake's bytes. Those of format 0, which knew no time, begin with a
     * number that is not negative.
     */
    private static final byte FORMAT_1 = -1;

    private long nextNumber;
    private boolean isFunded;
    private long repeats;
    private long expired;
    private long newest = BEFORE_ALL_TIME;
    private long forgottenAt = BEFORE_ALL_TIME;

    /**
     * Takes the next request of the log.
     *
     * @param known the order ids of this account
     * @param terms those in force for the request
     * @return the request with its number, or nothing if it is ignored
     */
    public Optional<Claim> take(Request request, KnownOrders known, ClearingTerms terms) {
        long time = EventTime.toMicros(request.time());
        OrderIdHash id = OrderIdHash.of(request.orderId());
        OptionalLong knownSince = known.time(id);
        boolean isRepeat = knownSince.isPresent() && knownSince.getAsLong() >= oldest();
        boolean hasExpired = request instanceof OrderRequest && time < oldest();
        Optional<Claim> claim = Optional.empty();
        if (isRepeat) {
            repeats++;
        } else if (hasExpired) {
            expired++;
        } else {
            known.put(id, request instanceof FundRequest ? FOR_EVER : time);
            claim = Optional.of(pass(request, terms));
        }
        newest = Math.max(newest, time);
        forget(known);
        return claim;
    }

    private Claim pass(Request request, ClearingTerms terms) {
        Finding finding = decide(request);
        if (finding instanceof Finding.Fund) {
            isFunded = true;
        }
        var claim = new Claim(request, nextNumber, finding, terms);
        nextNumber++;
        return claim;
    }

    /** The time of the oldest order that is still taken. */
    private long oldest() {
        return newest - REMEMBERED_MICROS;
    }

    /** What is dropped late is not known for longer: its time says that it is forgotten. */
    private void forget(KnownOrders known) {
        if (forgottenAt == BEFORE_ALL_TIME) {
            forgottenAt = newest;
        } else if (newest - forgottenAt >= FORGET_EVERY_MICROS) {
            known.forgetBefore(oldest());
            forgottenAt = newest;
        }
    }

    private Finding decide(Request request) {
        return switch (request) {
            case FundRequest fund ->
                    Amounts.isValid(fund.amount())
                            ? new Finding.Fund()
                            : new Finding.Refused(RejectReason.INVALID_AMOUNT);
            case OrderRequest order -> {
                if (order.validSide().isEmpty()) {
                    yield new Finding.Refused(RejectReason.INVALID_SIDE);
                }
                if (!Amounts.isValid(order.quantity())) {
                    yield new Finding.Refused(RejectReason.INVALID_QUANTITY);
                }
                yield isFunded
                        ? new Finding.QuoteWanted()
                        : new Finding.Refused(RejectReason.UNKNOWN_ACCOUNT);
            }
        };
    }

    /** How many requests were passed on. */
    public long taken() {
        return nextNumber;
    }

    /** How many requests were ignored, their order id being known. */
    public long repeats() {
        return repeats;
    }

    /** How many orders were ignored because they were too far behind the newest request. */
    public long expired() {
        return expired;
    }

    /** The latest time of a request so far. */
    public Optional<Instant> newest() {
        return newest == BEFORE_ALL_TIME
                ? Optional.empty()
                : Optional.of(EventTime.ofMicros(newest));
    }

    public byte[] toBytes() {
        return StateBytes.write(this::write);
    }

    public static RequestIntake ofBytes(byte[] bytes) {
        return StateBytes.read(bytes, RequestIntake::read);
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT_1);
        out.writeLong(nextNumber);
        out.writeBoolean(isFunded);
        out.writeLong(repeats);
        out.writeLong(expired);
        out.writeLong(newest);
        out.writeLong(forgottenAt);
    }

    public static RequestIntake read(DataInput in) throws IOException {
        int first = in.readByte();
        check(
                first >= FORMAT_1,
                "intake: must be of format 1 or older, was of format %d: start the version that"
                        + " wrote it",
                -first);
        var intake = new RequestIntake();
        intake.nextNumber = first == FORMAT_1 ? in.readLong() : readRestOfLong(first, in);
        intake.isFunded = in.readBoolean();
        intake.repeats = in.readLong();
        if (first == FORMAT_1) {
            intake.expired = in.readLong();
            intake.newest = in.readLong();
            intake.forgottenAt = in.readLong();
        }
        return intake;
    }

    private static long readRestOfLong(int first, DataInput in) throws IOException {
        return (long) first << 56
                | (long) in.readUnsignedByte() << 48
                | (long) in.readUnsignedShort() << 32
                | Integer.toUnsignedLong(in.readInt());
    }
}
