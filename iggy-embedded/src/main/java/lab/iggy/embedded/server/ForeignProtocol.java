package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What is spoken by whoever has come to the wrong port. Read as a frame of Iggy 0.8 its first bytes
 * announce many megabytes that never come, so that client and broker would wait for each other.
 */
enum ForeignProtocol {
    HTTP("HTTP"),
    TLS("TLS"),
    NEWER_IGGY("Iggy 0.9 or newer"),

    /** Only by its impossible length is it known not to be ours. */
    UNKNOWN("no protocol that is known here");

    /** How requests begin, HTTP/2 among them. */
    private static final List<String> METHODS =
            List.of("GET ", "PUT ", "POST", "HEAD", "PRI ", "DELE", "OPTI", "PATC", "TRAC", "CONN");

    private static final int HANDSHAKE = 22;
    private static final int TLS_MAJOR = 3;
    private static final int TLS_MINOR_MAX = 4;

    /** Requests of Iggy 0.9 have a header of 256 bytes, of which these are known to be zero. */
    private static final int NEWER_HEADER_BYTES = 256;

    private static final int NEWER_SIZE_AT = 48;
    private static final int NEWER_COMMAND_AT = 60;
    private static final int NEWER_ZEROS_FROM = 62;
    private static final int NEWER_ZEROS_TO = 128;
    private static final int NEWER_PING = 3;
    private static final int NEWER_REQUEST = 5;

    private final String label;

    ForeignProtocol(String label) {
        this.label = label;
    }

    /**
     * Recognizes the first bytes of a connection.
     *
     * @param header the first eight, which are no frame of ours
     * @param more what has come behind them, which is not consumed
     */
    static Optional<ForeignProtocol> of(byte[] header, ByteBuf more) {
        if (METHODS.contains(new String(header, 0, 4, StandardCharsets.ISO_8859_1))) {
            return Optional.of(HTTP);
        }
        if (header[0] == HANDSHAKE
                && header[1] == TLS_MAJOR
                && header[2] >= 0
                && header[2] <= TLS_MINOR_MAX) {
            return Optional.of(TLS);
        }
        return isNewerIggy(more, more.readerIndex() - header.length)
                ? Optional.of(NEWER_IGGY)
                : Optional.empty();
    }

    /** Its first bytes are a checksum, and say nothing. */
    private static boolean isNewerIggy(ByteBuf more, int start) {
        if (more.writerIndex() - start < NEWER_ZEROS_TO) {
            return false;
        }
        int command = more.getUnsignedByte(start + NEWER_COMMAND_AT);
        long size = more.getUnsignedIntLE(start + NEWER_SIZE_AT);
        if (size < NEWER_HEADER_BYTES || (command != NEWER_PING && command != NEWER_REQUEST)) {
            return false;
        }
        for (int at = NEWER_ZEROS_FROM; at < NEWER_ZEROS_TO; at++) {
            if (more.getByte(start + at) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return label;
    }
}
