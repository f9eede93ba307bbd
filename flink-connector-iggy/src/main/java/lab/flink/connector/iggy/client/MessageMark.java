// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/**
 * What a message is known by when it is read again: two that differ in place, stamp or body have
 * different marks. Its id is left out: who puts lost messages back may have to give new ones.
 *
 * @param timestampMicros when the server took it in
 * @param checksum CRC-32C of offset and body
 */
@Internal
public record MessageMark(long timestampMicros, int checksum) implements Serializable {}
