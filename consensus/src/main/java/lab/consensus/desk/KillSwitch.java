package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.servicekit.http.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While it is engaged, nothing leaves the desk. It is a file, so it holds through restarts; and the
 * file is what counts, whoever wrote it: a desk that answers nobody obeys it all the same. One that
 * can no longer be read counts as engaged.
 *
 * <p>What leaves, leaves under its lock: once {@link #engage} has returned, nothing is on its way.
 */
public final class KillSwitch {
    public static final int REASON_LENGTH_MAX = 200;

    private static final Logger log = LoggerFactory.getLogger(KillSwitch.class);
    private static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "the kill switch",
                    "desk/killswitch.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "leave the desk out by --without consensus");
    private static final String FILE = "killswitch.json";

    private final Path folder;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Known known;

    /** What was read, and of which file. */
    private record Known(Optional<Stamp> stamp, Position position) {}

    /** Changes whenever somebody puts another file in its place. */
    private record Stamp(@Nullable Object key, FileTime modified, long size) {}

    /**
     * How it stands.
     *
     * @param since when it was engaged or released, by the clock; empty if it never was
     */
    public record Position(boolean engaged, Optional<Instant> since, Optional<String> reason) {}

    /**
     * Reads how it stood.
     *
     * @throws IllegalStateException if the file holds something else
     */
    public KillSwitch(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        Optional<Stamp> stamp = stamp();
        this.known = new Known(stamp, read());
    }

    private Position read() {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new Position(false, Optional.empty(), Optional.empty());
        }
        JsonNode json;
        try {
            json = Json.mapper().readTree(file.toFile());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (!json.isObject()) {
            throw unreadable(file, new IllegalArgumentException("must be a JSON object"));
        }
        Formats.check(file, json, KEPT);
        try {
            return new Position(
                    json.required("engaged").booleanValue(),
                    Optional.of(Instant.parse(json.required("since").textValue())),
                    Optional.ofNullable(json.path("reason").textValue()));
        } catch (RuntimeException e) {
            throw unreadable(file, e);
        }
    }

    /** Nobody knows whether it is engaged; so whoever knows has to say. */
    private static IllegalStateException unreadable(Path file, Exception cause) {
        return new IllegalStateException(
                "kill switch %s: must say whether it is engaged, does not; put {\"format\":1,\"engaged\":true,\"since\":\"2026-01-01T00:00:00Z\"} into it, with true or false"
                        .formatted(file),
                cause);
    }

    /** How it stands now, whoever set it. */
    public Position position() {
        Known before = known;
        Optional<Stamp> stamp = stamp();
        if (stamp.equals(before.stamp())) {
            return before.position();
        }
        Position now = readOrEngaged();
        known = new Known(stamp, now);
        return now;
    }

    private Position readOrEngaged() {
        try {
            return read();
        } catch (IllegalStateException e) {
            log.error("kill switch cannot be read and counts as engaged", e);
            return new Position(
                    true, Optional.of(clock.instant()), Optional.of("its file cannot be read"));
        }
    }

    private Optional<Stamp> stamp() {
        try {
            var found = Files.readAttributes(folder.resolve(FILE), BasicFileAttributes.class);
            return Optional.of(new Stamp(found.fileKey(), found.lastModifiedTime(), found.size()));
        } catch (IOException e) {
            return Optional.empty(); // reading it says more
        }
    }

    public boolean isEngaged() {
        return position().engaged();
    }

    public Position engage(Optional<String> reason) {
        return become(true, reason);
    }

    public Position release() {
        return become(false, Optional.empty());
    }

    private Position become(boolean engaged, Optional<String> reason) {
        lock.lock();
        try {
            Position before = position();
            if (before.engaged() == engaged) {
                return before;
            }
            Instant now = clock.instant();
            var next = new Position(engaged, Optional.of(now), reason);
            ObjectNode json = Json.mapper().createObjectNode();
            json.put("format", FORMAT);
            json.put("engaged", engaged);
            json.put("since", now.toString());
            reason.ifPresent(text -> json.put("reason", text));
            DurableFiles.write(folder.resolve(FILE), Json.mapper().writeValueAsBytes(json));
            known = new Known(stamp(), next);
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException("kill switch: cannot be kept in " + folder, e);
        } finally {
            lock.unlock();
        }
    }

    /** Runs what lets something out, unless it is engaged. */
    <T> Optional<T> unlessEngaged(Callable<T> action) throws Exception {
        lock.lockInterruptibly();
        try {
            return isEngaged() ? Optional.empty() : Optional.of(action.call());
        } finally {
            lock.unlock();
        }
    }
}
