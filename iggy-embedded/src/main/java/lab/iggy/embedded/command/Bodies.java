package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes what reply bodies are made of. */
final class Bodies {
    private Bodies() {}

    static ByteBuf fresh() {
        return Unpooled.buffer();
    }

    /** A string with its length in one byte. */
    static void name(ByteBuf out, String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        out.writeByte(bytes.length).writeBytes(bytes);
    }

    /** A string with its length in four bytes. */
    static void text(ByteBuf out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeIntLE(bytes.length).writeBytes(bytes);
    }

    static void time(ByteBuf out, Instant instant) {
        out.writeLongLE(micros(instant));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
