package lab.flink.connector.iggy.client;

import java.io.Serializable;

/**
 * What a message is known by when it is read again: two that differ in id, place, stamp or body
 * have different marks.
 *
 * @param timestampMicros when the server took it in
 * @param checksum CRC-32C of header and body, without the server's own checksum
 */
public record MessageMark(long timestampMicros, int checksum) implements Serializable {}
