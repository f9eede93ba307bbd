package lab.iggy.embedded.conformance;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A part of a request or an answer, as it is written in a transcript. */
sealed interface Piece {

    /** What may differ between two servers, or two runs against one, and why. */
    Map<String, String> MAY_DIFFER =
            Map.ofEntries(
                    Map.entry("stream", "a number: there may be other streams"),
                    Map.entry("user", "a number: there may be other users"),
                    Map.entry("client", "a number: there were other connections"),
                    Map.entry("created_at", "when the test ran"),
                    Map.entry("timestamp", "when the server took the message"),
                    Map.entry("checksum", "of the message with its timestamp"),
                    Map.entry("message_id", "by chance, as none was sent"),
                    Map.entry("address", "a client's port is by chance"),
                    Map.entry("token", "a secret"),
                    Map.entry("snapshot", "what a server tells of itself"),
                    Map.entry("ip", "where a server listens"),
                    Map.entry("tcp_port", "where a server listens"),
                    Map.entry("quic_port", "where a server listens, if it does"),
                    Map.entry("http_port", "where a server listens, if it does"),
                    Map.entry("websocket_port", "where a server listens, if it does"),
                    Map.entry("cluster", "where a server listens"),
                    Map.entry("streams", "all there are"),
                    Map.entry("users", "all there are"),
                    Map.entry("clients", "all there are"),
                    Map.entry("tokens", "all there are"));

    /** What statistics tell of the process and the machine. */
    List<String> STATISTICS =
            List.of(
                    "pid cpu total_cpu memory total_memory free_memory run_time start_time",
                    "read_bytes written_bytes messages_size topics partitions segments messages",
                    "groups hostname os_name os_version kernel caches threads free_disk total_disk");

    /** These bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Bytes(byte[] value) implements Piece {}

    /** As many bytes as the size says; they may differ and are remembered by the name. */
    record Masked(String name, String size) implements Piece {
        public Masked {
            if (!MAY_DIFFER.containsKey(name)
                    && STATISTICS.stream()
                            .noneMatch(some -> List.of(some.split(" ", -1)).contains(name))) {
                throw new IllegalArgumentException("mask %s: is not declared".formatted(name));
            }
        }
    }

    /** What was remembered by this name. */
    record Remembered(String name) implements Piece {}

    /** The length of all that comes behind it. */
    record Length() implements Piece {}

    /** Reads the pieces of a line. */
    static List<Piece> of(String text) {
        return Stream.of(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(Piece::one)
                .toList();
    }

    private static Piece one(String word) {
        if (word.equals("{length}") || word.equals("<length>")) {
            return new Length();
        }
        if (word.startsWith("{")) {
            return new Remembered(word.substring(1, word.length() - 1));
        }
        if (word.startsWith("<")) {
            String[] parts = word.substring(1, word.length() - 1).split(":", 2);
            return new Masked(parts[0], parts[1]);
        }
        if (word.startsWith("00*")) {
            return new Bytes(new byte[Integer.parseInt(word.substring("00*".length()))]);
        }
        return new Bytes(HexFormat.of().parseHex(word));
    }
}
