package lab.domain.book;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;

/** The parts of a book as bytes, for who has to put one away and take it up again. */
final class BookBytes {
    private BookBytes() {}

    static void write(DataOutput out, Collection<BookLevel> levels) throws IOException {
        out.writeInt(levels.size());
        for (BookLevel level : levels) {
            out.writeLong(level.price().units());
            out.writeLong(level.size().units());
        }
    }

    static List<BookLevel> levels(DataInput in) throws IOException {
        int count = in.readInt();
        List<BookLevel> levels = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            levels.add(new BookLevel(new Price(in.readLong()), new Quantity(in.readLong())));
        }
        return levels;
    }

    static void write(DataOutput out, BookChange change) throws IOException {
        out.writeUTF(change.pair().name());
        out.writeInt(change.levels().size());
        for (LevelChange level : change.levels()) {
            out.writeBoolean(level.side() == Side.BUY);
            out.writeLong(level.price().units());
            out.writeLong(level.size().units());
        }
        out.writeBoolean(change.ids().isPresent());
        if (change.ids().isPresent()) {
            out.writeLong(change.ids().get().first());
            out.writeLong(change.ids().get().last());
        }
        write(out, change.time());
    }

    static BookChange change(DataInput in) throws IOException {
        var pair = new Pair(in.readUTF());
        int count = in.readInt();
        List<LevelChange> levels = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            levels.add(
                    new LevelChange(
                            in.readBoolean() ? Side.BUY : Side.SELL,
                            new Price(in.readLong()),
                            new Quantity(in.readLong())));
        }
        Optional<UpdateIds> ids =
                in.readBoolean()
                        ? Optional.of(new UpdateIds(in.readLong(), in.readLong()))
                        : Optional.empty();
        return new BookChange(pair, levels, ids, time(in));
    }

    static void write(DataOutput out, BookSnapshot snapshot) throws IOException {
        out.writeUTF(snapshot.pair().name());
        write(out, snapshot.bids());
        write(out, snapshot.asks());
        write(out, snapshot.lastUpdateId());
        writeTime(out, snapshot.time());
    }

    static BookSnapshot snapshot(DataInput in) throws IOException {
        return new BookSnapshot(
                new Pair(in.readUTF()), levels(in), levels(in), number(in), optionalTime(in));
    }

    static void write(DataOutput out, BookTop top) throws IOException {
        out.writeLong(top.bid().units());
        out.writeLong(top.ask().units());
        out.writeUTF(top.mid().toString());
        out.writeUTF(top.microprice().toString());
        out.writeUTF(top.spreadBps().toString());
        write(out, top.near());
        write(out, top.far());
    }

    static BookTop top(DataInput in) throws IOException {
        return new BookTop(
                new Price(in.readLong()),
                new Price(in.readLong()),
                new BigDecimal(in.readUTF()),
                new BigDecimal(in.readUTF()),
                new BigDecimal(in.readUTF()),
                depth(in),
                depth(in));
    }

    private static void write(DataOutput out, BookTop.Depth depth) throws IOException {
        out.writeUTF(depth.bids().toString());
        out.writeUTF(depth.asks().toString());
    }

    private static BookTop.Depth depth(DataInput in) throws IOException {
        return new BookTop.Depth(new BigDecimal(in.readUTF()), new BigDecimal(in.readUTF()));
    }

    static void write(DataOutput out, OptionalLong number) throws IOException {
        out.writeBoolean(number.isPresent());
        if (number.isPresent()) {
            out.writeLong(number.getAsLong());
        }
    }

    static OptionalLong number(DataInput in) throws IOException {
        return in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
    }

    static void write(DataOutput out, Instant time) throws IOException {
        out.writeLong(EventTime.toMicros(time));
    }

    static Instant time(DataInput in) throws IOException {
        return EventTime.ofMicros(in.readLong());
    }

    static void writeTime(DataOutput out, Optional<Instant> time) throws IOException {
        out.writeBoolean(time.isPresent());
        if (time.isPresent()) {
            write(out, time.get());
        }
    }

    static Optional<Instant> optionalTime(DataInput in) throws IOException {
        return in.readBoolean() ? Optional.of(time(in)) : Optional.empty();
    }
}
