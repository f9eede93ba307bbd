package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import lab.iggy.embedded.storage.Fetched;
import lab.iggy.embedded.wire.ErrorCode;

/** What a request is answered with. */
public sealed interface Reply {
    /** Done, and nothing to tell. */
    record Empty() implements Reply {}

    record Body(ByteBuf bytes) implements Reply {}

    /** A polled batch, which stays in its files until it is sent. */
    record Messages(int partition, long currentOffset, Fetched fetched) implements Reply {}

    record Refused(ErrorCode code) implements Reply {}

    Reply EMPTY = new Empty();
}
