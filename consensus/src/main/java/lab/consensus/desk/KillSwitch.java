package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import lab.files.DurableFiles;
import lab.servicekit.Json;

/**
 * While it is engaged, nothing leaves the desk. It is a file, so it holds through restarts.
 *
 * <p>What leaves, leaves under its lock: once {@link #engage} has returned, nothing is on its way.
 */
public final class KillSwitch {
    public static final int REASON_LENGTH_MAX = 200;

    private static final int FORMAT = 1;
    private static final String FILE = "killswitch.json";

    private final Path folder;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Position position;

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
        this.position = read();
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
        Formats.check(file, json, FORMAT);
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

    public Position position() {
        return position;
    }

    public boolean isEngaged() {
        return position.engaged();
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
            if (position.engaged() == engaged) {
                return position;
            }
            Instant now = clock.instant();
            var next = new Position(engaged, Optional.of(now), reason);
            ObjectNode json = Json.mapper().createObjectNode();
            json.put("format", FORMAT);
            json.put("engaged", engaged);
            json.put("since", now.toString());
            reason.ifPresent(text -> json.put("reason", text));
            DurableFiles.write(folder.resolve(FILE), Json.mapper().writeValueAsBytes(json));
            position = next;
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
