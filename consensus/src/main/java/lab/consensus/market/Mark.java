package lab.consensus.market;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import lab.domain.EventTime;
import lab.topics.BusMessage;

/**
 * What a message is known by when it is read again. A log that was cut and written on has other
 * messages at the same offsets, and nothing else says so.
 *
 * @param busMicros when the broker had it
 * @param checksum CRC-32C of its offset and payload
 */
public record Mark(long busMicros, long checksum) {
    public static Mark of(BusMessage message) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, message.offset()));
        crc.update(message.payload());
        return new Mark(EventTime.toMicros(message.time()), crc.getValue());
    }
}
