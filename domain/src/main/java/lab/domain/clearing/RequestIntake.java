package lab.domain.clearing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The first stage, one for each account: passes each order id once, numbers the requests in the
 * order of the log, and decides what needs no quote.
 *
 * <p>Which order ids are known is kept by whoever calls, since an account's grow by one an order
 * for ever; all else is a few bytes. Not safe for use by several threads.
 */
public final class RequestIntake {
    private long nextNumber;
    private boolean isFunded;
    private long repeats;

    /**
     * Takes the next request of the log.
     *
     * @param isKnown whether a request of this account with this order id was taken before
     * @param terms those in force for the request
     * @return the request with its number, or nothing if it is a repeat
     */
    public Optional<Claim> take(Request request, boolean isKnown, ClearingTerms terms) {
        if (isKnown) {
            repeats++;
            return Optional.empty();
        }
        Finding finding = decide(request);
        if (finding instanceof Finding.Fund) {
            isFunded = true;
        }
        var claim = new Claim(request, nextNumber, finding, terms);
        nextNumber++;
        return Optional.of(claim);
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

    public byte[] toBytes() {
        return StateBytes.write(this::write);
    }

    public static RequestIntake ofBytes(byte[] bytes) {
        return StateBytes.read(bytes, RequestIntake::read);
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(nextNumber);
        out.writeBoolean(isFunded);
        out.writeLong(repeats);
    }

    public static RequestIntake read(DataInput in) throws IOException {
        var intake = new RequestIntake();
        intake.nextNumber = in.readLong();
        intake.isFunded = in.readBoolean();
        intake.repeats = in.readLong();
        return intake;
    }
}
