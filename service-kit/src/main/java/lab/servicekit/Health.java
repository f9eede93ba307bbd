package lab.servicekit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * How every part of a system is: up, starting, or down and why, and since when.
 *
 * <p>A part says so itself when it changes ({@link #part}), or is asked each time ({@link #check}).
 * The whole is healthy when every part is up.
 */
public final class Health {
    /** Whether a part can do its work. */
    public enum State {
        UP,
        STARTING,
        DOWN
    }

    /**
     * How one part is.
     *
     * @param reason why it is not up, or what is to be said of it though it is; mostly empty
     * @param since when it came into this state
     */
    public record PartHealth(String part, State state, String reason, Instant since) {}

    /** Where one part says how it is; every part of a name is the same one. */
    public final class Part {
        private final String name;
        private volatile PartHealth health;

        private Part(String name) {
            this.name = name;
            this.health = new PartHealth(name, State.STARTING, "not started yet", clock.instant());
        }

        public void up() {
            become(State.UP, "");
        }

        /** Does its work, but not as it is meant to. */
        public void up(String note) {
            become(State.UP, note);
        }

        public void starting(String reason) {
            become(State.STARTING, reason);
        }

        public void down(String reason) {
            become(State.DOWN, reason);
        }

        private synchronized void become(State state, String reason) {
            PartHealth before = health;
            Instant since = before.state() == state ? before.since() : clock.instant();
            health = new PartHealth(name, state, reason, since);
        }
    }

    private final InstantSource clock;
    private final Map<String, Part> parts = new ConcurrentSkipListMap<>();
    private final Map<String, Check> checks = new ConcurrentSkipListMap<>();

    /** What a part is asked. */
    private record Check(
            Supplier<Optional<String>> reasonIfDown, Supplier<Optional<String>> noteIfUp) {}

    public Health(InstantSource clock) {
        this.clock = clock;
    }

    /** The part of that name, which is starting until it says otherwise. */
    public Part part(String name) {
        return parts.computeIfAbsent(name, Part::new);
    }

    /**
     * Has a part asked whenever somebody wants to know.
     *
     * @param reasonIfDown empty while it is up; it has to be quick, and throwing counts as down
     */
    public void check(String name, Supplier<Optional<String>> reasonIfDown) {
        check(name, reasonIfDown, Optional::empty);
    }

    /**
     * The same of a part that has something to say though it is up.
     *
     * @param noteIfUp empty while it works as it is meant to
     */
    public void check(
            String name,
            Supplier<Optional<String>> reasonIfDown,
            Supplier<Optional<String>> noteIfUp) {
        part(name);
        checks.put(name, new Check(reasonIfDown, noteIfUp));
    }

    /** Forgets a part that is no longer there. */
    public void remove(String name) {
        checks.remove(name);
        parts.remove(name);
    }

    /** How every part is, by name. */
    public List<PartHealth> snapshot() {
        checks.forEach(this::ask);
        List<PartHealth> all = new ArrayList<>();
        new TreeMap<>(parts).values().forEach(part -> all.add(part.health));
        return List.copyOf(all);
    }

    /** Whether every part of a snapshot is up. */
    public static boolean isUp(List<PartHealth> snapshot) {
        return snapshot.stream().allMatch(part -> part.state() == State.UP);
    }

    /** The first part of a snapshot that is not up, and why. */
    public static Optional<String> firstTrouble(List<PartHealth> snapshot) {
        return snapshot.stream()
                .filter(part -> part.state() != State.UP)
                .map(part -> part.part() + ": " + part.reason())
                .findFirst();
    }

    private void ask(String name, Check check) {
        Optional<String> reason;
        String note = "";
        try {
            reason = check.reasonIfDown().get();
            note = check.noteIfUp().get().orElse("");
        } catch (RuntimeException e) {
            reason = Optional.of("cannot say: " + e);
        }
        Part part = part(name);
        if (reason.isPresent()) {
            part.down(reason.get());
        } else {
            part.up(note);
        }
    }
}
