package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import lab.domain.Price;
import lab.domain.clearing.state.StateBytes;

/** What one could trade at from some moment on: a tick's bid and ask, positive and not crossed. */
public record Quote(long sequence, Instant time, Price bid, Price ask) {
    public Quote {
        check(
                bid.isPositive() && bid.compareTo(ask) <= 0,
                "quote: must have a positive bid and no lower ask, was %s and %s",
                bid,
                ask);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(sequence);
        StateBytes.writeTime(time, out);
        out.writeLong(bid.units());
        out.writeLong(ask.units());
    }

    static Quote read(DataInput in) throws IOException {
        return new Quote(
                in.readLong(),
                StateBytes.readTime(in),
                new Price(in.readLong()),
                new Price(in.readLong()));
    }
}
