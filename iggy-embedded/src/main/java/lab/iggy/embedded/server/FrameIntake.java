package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Optional;
import lab.iggy.embedded.command.Command;
import lab.iggy.embedded.command.SendCommand;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of the bytes of one connection. A frame that cannot be taken is refused as soon as
 * that is known, and what belongs to it is skipped as it comes, however much that is: only what is
 * wanted takes memory, and only as it comes.
 */
final class FrameIntake {
    private static final int HEADER_BYTES = 8;
    private static final int CODE_BYTES = 4;

    /**
     * What a frame's body gets at first, if the connection has not shown yet that it sends larger
     * ones.
     */
    private static final int FIRST_BYTES = 4 * 1024;

    /** What came of the bytes. */
    sealed interface Outcome {
        record NeedMore() implements Outcome {}

        /** The receiver releases the payload. */
        record Whole(Command command, ByteBuf payload) implements Outcome {}

        record WholeSend(SendCommand.Address address, ByteBuf payload) implements Outcome {}

        record Refused(ErrorCode code) implements Outcome {}

        /** The connection is to be closed: nothing that comes on it will make sense. */
        record Foreign(ForeignProtocol protocol, String firstBytes) implements Outcome {}
    }

    private static final Outcome NEED_MORE = new Outcome.NeedMore();

    private final Admission admission;
    private final ByteBufAllocator allocator;
    private final byte[] header = new byte[HEADER_BYTES];
    private int headerRead;
    private long payloadBytes;
    private long toSkip;
    private int usualBytes = FIRST_BYTES;
    private long admittedBytes;
    private boolean bodyMayBeMissing;
    private boolean started;
    private @Nullable Command command;
    private @Nullable ByteBuf payload;
    private SendCommand.@Nullable Address address;

    FrameIntake(Admission admission, ByteBufAllocator allocator) {
        this.admission = admission;
        this.allocator = allocator;
    }

    /** Takes bytes until there is a frame, or none is left. */
    Outcome take(ByteBuf in, Session session) {
        if (bodyMayBeMissing) {
            bodyMayBeMissing = false;
            toSkip = isFrame(in) ? 0 : toSkip;
        }
        skip(in);
        if (toSkip > 0) {
            return NEED_MORE;
        }
        var current = command;
        if (current == null) {
            int wanted = Math.min(HEADER_BYTES - headerRead, in.readableBytes());
            in.readBytes(header, headerRead, wanted);
            headerRead += wanted;
            if (headerRead < HEADER_BYTES) {
                return NEED_MORE;
            }
            headerRead = 0;
            var foreign = started ? Optional.<ForeignProtocol>empty() : foreign(in);
            started = true;
            if (foreign.isPresent()) {
                in.skipBytes(in.readableBytes());
                return new Outcome.Foreign(foreign.get(), HexFormat.of().formatHex(header));
            }
            try {
                current = begin(session);
            } catch (RefusedException e) {
                var refused = refuse(e);
                bodyMayBeMissing = !in.isReadable();
                skip(in);
                return refused;
            }
        }
        return body(in, current);
    }

    /** What begins like a command of ours is one, but for what would never end. */
    private Optional<ForeignProtocol> foreign(ByteBuf in) {
        var fields = Unpooled.wrappedBuffer(header);
        long length = fields.readUnsignedIntLE();
        int code = fields.readIntLE();
        boolean possible = admission.isPossible(code, length - CODE_BYTES);
        if (possible && admission.knows(code)) {
            return Optional.empty();
        }
        var recognized = ForeignProtocol.of(header, in);
        return possible ? recognized : Optional.of(recognized.orElse(ForeignProtocol.UNKNOWN));
    }

    private void skip(ByteBuf in) {
        int skipped = (int) Math.min(toSkip, in.readableBytes());
        in.skipBytes(skipped);
        toSkip -= skipped;
    }

    private Command begin(Session session) {
        var fields = Unpooled.wrappedBuffer(header);
        long length = fields.readUnsignedIntLE();
        int code = fields.readIntLE();
        payloadBytes = Math.max(0, length - CODE_BYTES);
        if (length < CODE_BYTES) {
            throw new RefusedException(
                    ErrorCode.INVALID_COMMAND, "frame: must have 4 bytes, had " + length);
        }
        var admitted = admission.admit(code, payloadBytes, session);
        command = admitted;
        admittedBytes = payloadBytes;
        return admitted;
    }

    /**
     * Whether these bytes are one whole frame of a command that there is. The real server does not
     * read the body of a frame whose header it refuses, so a client may have left it out. No body
     * begins like this: it would have to hold nothing but a frame.
     */
    private boolean isFrame(ByteBuf in) {
        if (in.readableBytes() < HEADER_BYTES) {
            return false;
        }
        long length = in.getUnsignedIntLE(in.readerIndex());
        return length + CODE_BYTES == in.readableBytes()
                && admission.knows(in.getIntLE(in.readerIndex() + CODE_BYTES));
    }

    /** The command is done, or was never begun: its memory is free again. */
    void done() {
        admission.done(admittedBytes);
        admittedBytes = 0;
    }

    /** Whether these bytes are the body itself, which the next bytes were read into. */
    @SuppressWarnings("ReferenceEquality") // this very buffer is meant, not one of equal content
    boolean isBody(ByteBuf in) {
        return in == payload;
    }

    /**
     * The body that is under way, with room to write the next bytes of it. The receiver releases
     * it, after it was handed to {@link #take} if something was written.
     */
    Optional<ByteBuf> openBody() {
        var into = payload;
        if (into == null || into.readableBytes() == payloadBytes) {
            return Optional.empty();
        }
        if (!into.isWritable()) {
            into.ensureWritable((int) Math.min(into.capacity(), payloadBytes - into.capacity()));
        }
        return Optional.of(into.retain());
    }

    private Outcome body(ByteBuf in, Command current) {
        var into = payload;
        if (into == null) {
            into =
                    payloadBytes == 0
                            ? Unpooled.EMPTY_BUFFER
                            : allocator.directBuffer(
                                    (int) Math.min(payloadBytes, usualBytes), (int) payloadBytes);
            payload = into;
        }
        into.writeBytes(
                in, (int) Math.min(payloadBytes - into.readableBytes(), in.readableBytes()));
        var outcome = look(current, into);
        skip(in);
        return outcome;
    }

    /** Looks at the body again after something was read into it. */
    Outcome grown() {
        var current = command;
        var into = payload;
        return current == null || into == null ? NEED_MORE : look(current, into);
    }

    private Outcome look(Command current, ByteBuf into) {
        boolean whole = into.readableBytes() == payloadBytes;
        if (current.code() == SendCommand.CODE) {
            try {
                lookAtAddress(into, whole);
            } catch (RefusedException e) {
                return refuse(e);
            }
        }
        return whole ? finish(current, into) : NEED_MORE;
    }

    private void lookAtAddress(ByteBuf into, boolean whole) {
        if (address != null) {
            return;
        }
        if (SendCommand.hasAddress(into)) {
            address = SendCommand.address(into, payloadBytes);
        } else if (whole) {
            throw new RefusedException(ErrorCode.INVALID_COMMAND, "send: must have an address");
        }
    }

    private Outcome finish(Command current, ByteBuf whole) {
        usualBytes = (int) Math.clamp(payloadBytes, FIRST_BYTES, (long) RequestMemory.FREE_BYTES);
        var to = address;
        reset();
        return to == null ? new Outcome.Whole(current, whole) : new Outcome.WholeSend(to, whole);
    }

    private Outcome refuse(RefusedException why) {
        var begun = payload;
        toSkip = payloadBytes - (begun == null ? 0 : begun.readableBytes());
        close();
        return new Outcome.Refused(why.code());
    }

    private void reset() {
        command = null;
        payload = null;
        address = null;
    }

    /** Lets go of a frame that was begun. */
    void close() {
        var begun = payload;
        reset();
        done();
        if (begun != null) {
            begun.release();
        }
    }
}
