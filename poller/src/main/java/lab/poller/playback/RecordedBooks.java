package lab.poller.playback;

import java.io.IOException;
import java.nio.file.Path;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.MarketEvent;
import lab.poller.recording.LineReader;
import lab.poller.recording.RecordingLine;
import lab.poller.recording.RecordingLines;

/** Whether a recording holds order books, by its first frames. */
final class RecordedBooks {
    /** Whoever subscribes to books hears of them at once; some minutes of a busy market. */
    private static final int FRAMES_MAX = 20_000;

    private RecordedBooks() {}

    static boolean areIn(Path file, FrameDecoder decoder) throws IOException {
        try (RecordingLines lines = RecordingLines.open(file)) {
            for (int frames = 0; frames < FRAMES_MAX && lines.reader().next(); frames++) {
                if (!RecordingLines.isNote(lines.reader()) && isOfBook(lines.reader(), decoder)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isOfBook(LineReader line, FrameDecoder decoder) {
        int mark = RecordingLines.markLength(line);
        int start = line.lineStart() + mark;
        int length = line.lineLength() - mark;
        if (line.isTooLong()) {
            return false;
        }
        try {
            int colon = RecordingLine.colon(line.bytes(), start, length);
            var received = RecordingLine.received(line.bytes(), start, colon);
            int frame = colon + 1;
            return isOfBook(decoder.decode(line.bytes(), frame, start + length - frame, received));
        } catch (IllegalArgumentException _) {
            return false; // whoever plays it says what is wrong with it
        }
    }

    private static boolean isOfBook(MarketEvent event) {
        return switch (event) {
            case MarketEvent.BookGiven _, MarketEvent.BookChanged _, MarketEvent.BookBroken _ ->
                    true;
            case MarketEvent.Several(var events) ->
                    events.stream().anyMatch(RecordedBooks::isOfBook);
            default -> false;
        };
    }
}
