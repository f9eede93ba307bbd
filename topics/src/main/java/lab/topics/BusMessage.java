package lab.topics;

import java.time.Instant;

/**
 * A message as it stands on the bus.
 *
 * @param time when the broker had it
 * @param payload the bytes as they came; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
public record BusMessage(Topic topic, int partition, long offset, Instant time, byte[] payload) {}
