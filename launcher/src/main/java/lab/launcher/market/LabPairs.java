package lab.launcher.market;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lab.domain.Pair;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Exchange;
import lab.poller.pairs.KeptPairs;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pairs that a lab follows: kept in a file of its directory, through restarts, and changed by a
 * command or in the file itself. Who changes them and who looks at the file may be two threads.
 */
public final class LabPairs implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LabPairs.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Path folder;
    private final Venues venues;
    private final InstantSource clock;
    private final Worker watch = new Worker("pairs-file", LOOK_EVERY, this::look);
    private KeptPairs kept;
    private Consumer<List<Pair>> feed = _ -> {};
    private volatile Optional<String> trouble = Optional.empty();

    private LabPairs(Path folder, Venues venues, KeptPairs kept, InstantSource clock) {
        this.folder = folder;
        this.venues = venues;
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * Those of a start: what it names, or what was kept, or the usual ones. None where the pairs
     * are not up to the lab, as in a recording.
     */
    static Optional<LabPairs> open(LabOptions options, FeedChoice choice, InstantSource clock)
            throws LabException {
        if (!(choice instanceof FeedChoice.Live || choice instanceof FeedChoice.Simulator)) {
            return Optional.empty();
        }
        var venues =
                choice instanceof FeedChoice.Live(var live)
                        ? new Venues(live, true)
                        : new Venues(Exchanges.COINBASE, false);
        Path folder = options.data().feed();
        try {
            Optional<KeptPairs> before = KeptPairs.read(folder, clock.instant());
            KeptPairs now = before.orElse(KeptPairs.of(venues.own().pairs(), clock.instant()));
            List<Pair> wanted = options.pairs().isEmpty() ? now.names() : options.pairs();
            now = now.changedTo(venues.named(wanted), clock.instant());
            venues.check(now.names());
            now.write(folder);
            return Optional.of(new LabPairs(folder, venues, now, clock));
        } catch (IOException e) {
            throw new LabException(reason(e), e);
        }
    }

    /**
     * Those of a lab that does not run, to be changed for its next start.
     *
     * @throws LabException if its market has none that could be changed
     */
    public static LabPairs ofStopped(DataDir data, InstantSource clock) throws LabException {
        var venues = Venues.of(data);
        try {
            KeptPairs kept =
                    KeptPairs.read(data.feed(), clock.instant())
                            .orElse(KeptPairs.of(venues.own().pairs(), clock.instant()));
            return new LabPairs(data.feed(), venues, kept, clock);
        } catch (IOException e) {
            throw new LabException(reason(e), e);
        }
    }

    public synchronized KeptPairs kept() {
        return kept;
    }

    /** A pair as the lab calls it. */
    Pair named(Pair pair) {
        return venues.named(pair);
    }

    /** Where a pair is traded. */
    Exchange exchange(Pair pair) throws LabException {
        return venues.of(pair);
    }

    /** What keeps the file from being followed, if anything does. */
    public Optional<String> trouble() {
        return trouble;
    }

    /**
     * Has a feed give these pairs from here on, whoever changes them.
     *
     * @param follow is told those that it is to give
     */
    synchronized void drive(Consumer<List<Pair>> follow) {
        feed = follow;
        watch.start();
    }

    /** One more. */
    public KeptPairs add(Pair pair) throws LabException {
        return change(pairs -> pairs.with(venues.named(pair), clock.instant()));
    }

    /** One less. */
    public KeptPairs remove(Pair pair) throws LabException {
        return change(pairs -> pairs.without(venues.named(pair)));
    }

    private synchronized KeptPairs change(UnaryOperator<KeptPairs> by) throws LabException {
        look();
        if (trouble.isPresent()) {
            throw new LabException(trouble.get()); // what somebody wrote there is not written over
        }
        KeptPairs next = by.apply(kept);
        venues.check(next.names());
        try {
            next.write(folder);
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be writable, %s"
                            .formatted(KeptPairs.file(folder), LabException.reason(e)),
                    e);
        }
        become(next);
        return next;
    }

    /** What somebody has written into the file holds, if it can. */
    private synchronized Duration look() {
        try {
            Optional<KeptPairs> read = KeptPairs.read(folder, clock.instant());
            List<Pair> wanted = venues.named(read.map(KeptPairs::names).orElse(kept.names()));
            if (!wanted.equals(kept.names())) {
                venues.check(wanted);
                KeptPairs next = kept.changedTo(wanted, clock.instant());
                next.write(folder);
                become(next);
            }
            trouble = Optional.empty();
        } catch (IOException | LabException e) {
            String reason = reason(e);
            if (!trouble.equals(Optional.of(reason))) {
                log.warn("pairs not followed reason={}", reason);
            }
            trouble = Optional.of(reason);
        }
        return LOOK_EVERY;
    }

    /** What a reader of the file says is whole; a file system names the file alone. */
    private static String reason(Exception e) {
        return e instanceof FileSystemException
                ? LabException.reason(e)
                : String.valueOf(e.getMessage());
    }

    private void become(KeptPairs next) {
        log.info("pairs changed from={} to={}", kept.names(), next.names());
        kept = next;
        feed.accept(next.names());
    }

    @Override
    public void close() {
        watch.closeNow(Duration.ZERO);
    }
}
