package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import lab.iggy.embedded.command.Reply;
import lab.iggy.embedded.session.Traffic;
import lab.iggy.embedded.storage.Fetched;
import lab.iggy.embedded.wire.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes replies: status, length, body. */
final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);
    private static final int STATUS_OK = 0;
    private static final int HEADER_BYTES = 8;
    private static final int POLL_HEADER_BYTES = 16;

    /**
     * Up to this size a polled batch is copied into its reply: one system call more is dearer than
     * the copy.
     */
    private static final int COPY_BYTES_MAX = 32 * 1024;

    private final Traffic traffic;

    ReplyWriter(Traffic traffic) {
        this.traffic = traffic;
    }

    /**
     * Writes a reply without flushing it. The future is done when all of it is with the operating
     * system.
     */
    ChannelFuture write(ChannelHandlerContext context, Reply reply) {
        return switch (reply) {
            case Reply.Empty() -> context.write(header(context, STATUS_OK, 0, 0));
            case Reply.Refused(var code) -> refuse(context, code);
            case Reply.Body(var bytes) -> {
                int length = bytes.readableBytes();
                var out = header(context, STATUS_OK, length, length).writeBytes(bytes);
                bytes.release();
                yield context.write(out);
            }
            case Reply.Messages messages -> writeMessages(context, messages);
        };
    }

    private ChannelFuture refuse(ChannelHandlerContext context, ErrorCode code) {
        traffic.refused();
        return context.write(header(context, code.code(), 0, 0));
    }

    private static ByteBuf header(ChannelHandlerContext context, int status, int length, int more) {
        return context.alloc()
                .directBuffer(HEADER_BYTES + more)
                .writeIntLE(status)
                .writeIntLE(length);
    }

    private ChannelFuture writeMessages(ChannelHandlerContext context, Reply.Messages messages) {
        var fetched = messages.fetched();
        int bytes = (int) fetched.bytes();
        boolean copied = bytes <= COPY_BYTES_MAX;
        var out =
                header(
                        context,
                        STATUS_OK,
                        POLL_HEADER_BYTES + bytes,
                        copied ? POLL_HEADER_BYTES + bytes : POLL_HEADER_BYTES);
        out.writeIntLE(messages.partition());
        out.writeLongLE(messages.currentOffset());
        out.writeIntLE((int) fetched.count());
        try {
            if (copied) {
                copy(fetched, out);
                fetched.release();
                traffic.out(fetched.count(), bytes);
                return context.write(out);
            }
            traffic.out(fetched.count(), bytes);
            var written = context.write(out);
            for (var slice : fetched.slices()) {
                written = context.write(new MessageRegion(slice));
            }
            return written;
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("partition", messages.partition())
                    .setCause(e)
                    .log("poll failed");
            out.release();
            fetched.release();
            return refuse(context, ErrorCode.CANNOT_READ_MESSAGE);
        }
    }

    private static void copy(Fetched fetched, ByteBuf out) throws IOException {
        for (var slice : fetched.slices()) {
            int left = slice.length();
            while (left > 0) {
                int read =
                        out.writeBytes(
                                slice.channel(), slice.position() + slice.length() - left, left);
                if (read < 0) {
                    throw new IOException("log: ends early: " + slice.file());
                }
                left -= read;
            }
        }
    }
}
