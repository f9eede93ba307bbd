package lab.iggy.embedded;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.embedded.wire.MessageLayout;

/** A message as an answer to a poll has it. */
record Polled(long offset, String payload) {
    static List<Polled> of(ByteBuf body) {
        var messages = new ArrayList<Polled>();
        body.skipBytes(16);
        while (body.isReadable()) {
            int start = body.readerIndex();
            int length = body.getIntLE(start + MessageLayout.PAYLOAD_LENGTH);
            messages.add(
                    new Polled(
                            body.getLongLE(start + MessageLayout.OFFSET),
                            body.toString(
                                    start + MessageLayout.HEADER_BYTES,
                                    length,
                                    StandardCharsets.UTF_8)));
            body.skipBytes(MessageLayout.HEADER_BYTES + length);
        }
        return messages;
    }
}
