package lab.flink.connector.iggy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Answers that a real server gave, as hex; lines that begin with # say how it came to them. */
public final class GoldenFrames {

    private static final Path DIRECTORY = Path.of("src/test/golden");

    private GoldenFrames() {}

    /** The body of a poll's answer whose messages do not begin where the server thinks. */
    public static byte[] damagedLog() throws IOException {
        return read("poll-of-damaged-log.hex");
    }

    /** The body of a poll's answer that has messages behind what it says is the newest one. */
    public static byte[] purgedTopic() throws IOException {
        return read("poll-of-purged-topic.hex");
    }

    private static byte[] read(String name) throws IOException {
        return HexFormat.of()
                .parseHex(
                        Files.readAllLines(DIRECTORY.resolve(name)).stream()
                                .filter(line -> !line.startsWith("#"))
                                .map(String::strip)
                                .collect(Collectors.joining()));
    }
}
