// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A connection as the server knows it. A server that was started again counts from the beginning,
 * so the number alone may be another connection's.
 *
 * @param id unsigned
 * @param address from where it came
 */
record ServedConnection(int id, String address) {
    private static final int USER_AND_TRANSPORT_BYTES = Integer.BYTES + 1;

    /** Of the server's description of a client; what follows is left. */
    static ServedConnection read(ByteBuf in) {
        int id = in.readIntLE();
        in.skipBytes(USER_AND_TRANSPORT_BYTES);
        int length = in.readIntLE();
        return new ServedConnection(
                id, in.readCharSequence(length, StandardCharsets.UTF_8).toString());
    }

    @Override
    public String toString() {
        return "%s from %s".formatted(Integer.toUnsignedString(id), address);
    }
}
