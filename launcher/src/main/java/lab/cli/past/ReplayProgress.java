package lab.cli.past;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import lab.console.PipelineStatus;
import lab.launcher.replay.ShownProgress;

/**
 * A replay's progress on the console. A terminal has one line that is drawn again and again, below
 * all that is said otherwise; whatever else the output goes to gets a line now and then.
 */
final class ReplayProgress implements ShownProgress {
    private static final Duration REDRAWN_EVERY = Duration.ofMillis(500);
    private static final Duration LINE_EVERY = Duration.ofSeconds(30);
    private static final int BAR_WIDTH = 24;

    /** To the beginning of the line, and what stands there is gone. */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean isTerminal;
    private String drawn = "";
    private boolean isOver;

    ReplayProgress(PrintWriter out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    @Override
    public Duration every() {
        return isTerminal ? REDRAWN_EVERY : LINE_EVERY;
    }

    @Override
    public synchronized void show(PipelineStatus.Feed feed) {
        Optional<PipelineStatus.Replay> replay = feed.replay();
        if (replay.isEmpty() || isOver) {
            return;
        }
        if (!isTerminal) {
            out.println(line(replay.get(), feed.note()));
            return;
        }
        drawn = "  " + bar(replay.get().share()) + " " + line(replay.get(), feed.note());
        out.print(CLEAR + drawn);
        out.flush();
    }

    /** Says a line above it. */
    synchronized void say(String line) {
        if (drawn.isEmpty()) {
            out.println(line);
            return;
        }
        out.println(CLEAR + line);
        out.print(drawn);
        out.flush();
    }

    /** Takes it away for good. */
    synchronized void end() {
        isOver = true;
        if (!drawn.isEmpty()) {
            out.print(CLEAR);
            out.flush();
            drawn = "";
        }
    }

    private static String line(PipelineStatus.Replay replay, Optional<String> note) {
        String rest =
                replay.ended()
                        ? "the tiers take in the rest"
                        : String.format(
                                Locale.ROOT,
                                "%.0f a second%s",
                                replay.messagesPerSecond(),
                                replay.leftSeconds()
                                        .map(seconds -> ", %s left".formatted(time(seconds)))
                                        .orElse(""));
        return String.format(
                Locale.ROOT,
                "%.1f %% replayed, %,d messages, %s%s",
                100 * replay.share(),
                replay.messages(),
                rest,
                note.map("; "::concat).orElse(""));
    }

    private static String bar(double share) {
        int done = (int) Math.round(BAR_WIDTH * Math.clamp(share, 0, 1));
        return "[" + "#".repeat(done) + "-".repeat(BAR_WIDTH - done) + "]";
    }

    private static String time(long seconds) {
        return seconds < 3_600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
}
