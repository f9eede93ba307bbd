package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.state.StateBytes;

/**
 * A request on its way through the clearing house: what passes from stage to stage.
 *
 * @param number of the request in its account's log, from 0 on, repeats left out
 * @param finding what is known so far
 * @param terms those in force for the request, found once and for all when it was numbered
 * @param busTime when the bus took the request, by its own stamp, in microseconds; {@link
 *     #NO_BUS_TIME} if that is not known
 */
public record Claim(
        Request request, long number, Finding finding, ClearingTerms terms, long busTime) {
    /** Of a request that was taken before claims carried their stamp, or without a bus. */
    public static final long NO_BUS_TIME = Long.MIN_VALUE;

    /**
     * The first byte of a claim's bytes. Those of format 0, which knew one set of terms and no
     * stamps, begin with the kind, which is not negative.
     */
    private static final byte FORMAT_1 = -1;

    private static final byte ORDER = 0;
    private static final byte FUND = 1;

    public Claim {
        check(number >= 0, "number: must not be negative, was %d", number);
        boolean fits =
                switch (finding) {
                    case Finding.Fund() -> request instanceof FundRequest;
                    case Finding.QuoteWanted() -> request instanceof OrderRequest;
                    case Finding.Quoted(Quote _) -> request instanceof OrderRequest;
                    case Finding.Refused(RejectReason _) -> true;
                };
        check(fits, "finding: must suit the request, was %s of %s", finding, request);
    }

    public Claim(Request request, long number, Finding finding, ClearingTerms terms) {
        this(request, number, finding, terms, NO_BUS_TIME);
    }

    public Account account() {
        return request.account();
    }

    /** The pair, if the next to look at it is the pair's quote book; else it can be settled. */
    public Optional<Pair> wantsQuoteOf() {
        return finding instanceof Finding.QuoteWanted && request instanceof OrderRequest order
                ? Optional.of(order.pair())
                : Optional.empty();
    }

    public Claim with(Finding found) {
        return new Claim(request, number, found, terms, busTime);
    }

    /** The same claim, of a request that the bus took then. */
    public Claim takenAt(long time) {
        return new Claim(request, number, finding, terms, time);
    }

    public byte[] toBytes() {
        return StateBytes.write(this::write);
    }

    public static Claim ofBytes(byte[] bytes) {
        return StateBytes.read(bytes, Claim::read);
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT_1);
        terms.write(out);
        out.writeByte(request instanceof OrderRequest ? ORDER : FUND);
        out.writeUTF(request.account().name());
        out.writeUTF(request.orderId().text());
        StateBytes.writeTime(request.time(), out);
        switch (request) {
            case OrderRequest order -> writeOrder(order, out);
            case FundRequest fund -> {
                out.writeUTF(fund.asset().code());
                StateBytes.writeDecimal(fund.amount(), out);
            }
        }
        out.writeLong(number);
        writeFinding(out);
        out.writeLong(busTime);
    }

    private static void writeOrder(OrderRequest order, DataOutput out) throws IOException {
        out.writeUTF(order.pair().name());
        out.writeUTF(order.side());
        StateBytes.writeDecimal(order.quantity(), out);
        StateBytes.writeOptional(order.remarks().price(), out);
        StateBytes.writeOptional(order.remarks().signalSimilarity(), out);
        StateBytes.writeOptional(order.remarks().signalSentiment(), out);
        StateBytes.writeOptional(order.remarks().strategy(), out);
    }

    private void writeFinding(DataOutput out) throws IOException {
        switch (finding) {
            case Finding.Fund() -> out.writeByte(0);
            case Finding.QuoteWanted() -> out.writeByte(1);
            case Finding.Quoted(Quote quote) -> {
                out.writeByte(2);
                quote.write(out);
            }
            case Finding.Refused(RejectReason reason) -> {
                out.writeByte(3);
                out.writeUTF(reason.name());
            }
        }
    }

    public static Claim read(DataInput in) throws IOException {
        int first = in.readByte();
        check(
                first >= FORMAT_1,
                "claim: must be of format 1 or older, was of format %d: start the version that"
                        + " wrote it",
                -first);
        ClearingTerms terms = first == FORMAT_1 ? ClearingTerms.read(in) : ClearingTerms.STANDARD;
        int kind = first == FORMAT_1 ? in.readByte() : first;
        check(kind == ORDER || kind == FUND, "claim: kind must be 0 or 1, was %d", kind);
        var account = new Account(in.readUTF());
        var orderId = new OrderId(in.readUTF());
        Instant time = StateBytes.readTime(in);
        Request request =
                kind == ORDER
                        ? readOrder(orderId, account, time, in)
                        : new FundRequest(
                                orderId,
                                account,
                                time,
                                new Asset(in.readUTF()),
                                StateBytes.readDecimal(in));
        return new Claim(
                request,
                in.readLong(),
                readFinding(in),
                terms,
                first == FORMAT_1 ? in.readLong() : NO_BUS_TIME);
    }

    private static OrderRequest readOrder(
            OrderId orderId, Account account, Instant time, DataInput in) throws IOException {
        return new OrderRequest(
                orderId,
                account,
                time,
                new Pair(in.readUTF()),
                in.readUTF(),
                StateBytes.readDecimal(in),
                new Remarks(
                        StateBytes.readOptional(in),
                        StateBytes.readOptional(in),
                        StateBytes.readOptional(in),
                        StateBytes.readOptional(in)));
    }

    private static Finding readFinding(DataInput in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 0 -> new Finding.Fund();
            case 1 -> new Finding.QuoteWanted();
            case 2 -> new Finding.Quoted(Quote.read(in));
            case 3 -> new Finding.Refused(RejectReason.valueOf(in.readUTF()));
            default -> throw new IOException("claim: finding must be 0 to 3, was " + kind);
        };
    }
}
