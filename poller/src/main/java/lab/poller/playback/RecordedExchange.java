package lab.poller.playback;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;
import lab.files.PackedFile;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Exchange;
import lab.poller.frames.FrameJson;
import lab.poller.recording.LineReader;
import lab.poller.recording.RecordingLine;
import lab.poller.recording.RecordingLines;

/**
 * Whose frames a recording holds. No recording says so by itself, but frames of different exchanges
 * have different fields.
 */
final class RecordedExchange {
    /** So many frames without a word of theirs are no recording of either. */
    private static final int FRAMES_MAX = 1_000;

    private RecordedExchange() {}

    /**
     * Looks at the first frames; where none of them says it, it is Coinbase's, and its decoder will
     * say what is wrong with them.
     *
     * @throws IOException if the file cannot be read, or nothing stands in it to be played
     */
    static Exchange of(Path file) throws IOException {
        return look(file, FRAMES_MAX);
    }

    /** Refuses a file in which there is nothing to be played. */
    static void check(Path file) throws IOException {
        look(file, 1);
    }

    private static Exchange look(Path file, int framesMax) throws IOException {
        if (Files.size(file) == 0) {
            throw new IOException("recording %s: must hold frames, is empty".formatted(file));
        }
        refusePacked(file);
        int frames = 0;
        try (RecordingLines lines = RecordingLines.open(file)) {
            boolean isMore = true;
            while (isMore) {
                try {
                    while (lines.reader().next()) {
                        if (!RecordingLines.isNote(lines.reader())) {
                            Optional<Exchange> exchange = ofLine(lines.reader());
                            if (exchange.isPresent() || ++frames >= framesMax) {
                                return exchange.orElse(Exchanges.COINBASE);
                            }
                        }
                    }
                    isMore = false;
                } catch (EOFException | ZipException e) {
                    if (!lines.resume()) {
                        if (frames > 0) {
                            return Exchanges.COINBASE;
                        }
                        throw new IOException(
                                "recording %s: must hold frames, nothing of it can be read: %s"
                                        .formatted(file, e.getMessage()),
                                e);
                    }
                }
            }
        }
        if (frames > 0) {
            return Exchanges.COINBASE;
        }
        throw new IOException(
                "recording %s: must hold frames, holds notes on the connection at most"
                        .formatted(file));
    }

    /** Played, each line of it would be a dead letter. */
    private static void refusePacked(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Optional<String> packer = PackedFile.packer(in.readNBytes(PackedFile.MAGIC_BYTES));
            if (packer.isPresent()) {
                throw new IOException(
                        "recording %s: must be plain or packed by gzip, is packed by %s; unpack it first"
                                .formatted(file, packer.get()));
            }
        }
    }

    private static Optional<Exchange> ofLine(LineReader line) {
        int mark = RecordingLines.markLength(line);
        int start = line.lineStart() + mark;
        int length = line.lineLength() - mark;
        if (line.isTooLong()) {
            return Optional.empty();
        }
        try {
            int frame = RecordingLine.colon(line.bytes(), start, length) + 1;
            return ofFrame(line.bytes(), frame, start + length - frame);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // whoever plays it says what is wrong with it
        }
    }

    private static Optional<Exchange> ofFrame(byte[] bytes, int offset, int length)
            throws IOException {
        try (JsonParser parser = FrameJson.parser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Set<String> names = new HashSet<>();
            String name;
            while ((name = parser.nextFieldName()) != null) {
                names.add(name);
                parser.nextToken();
                parser.skipChildren();
            }
            return Exchanges.ofFrame(names);
        }
    }
}
