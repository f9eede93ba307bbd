package lab.launcher.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.console.PipelineStatus;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.market.LabFeed;
import lab.replay.Replay;
import lab.replay.ReplayStatus;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replay that runs, and what everyone has to know about it. */
final class ReplayFeed implements LabFeed {
    private static final Logger log = LoggerFactory.getLogger(ReplayFeed.class);
    private static final Duration KEPT_EVERY = Duration.ofSeconds(5);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

    private final Environment environment;
    private final String speed;
    private final Replay replay;
    private final Worker keeper;

    ReplayFeed(Environment environment, String speed, Replay replay) {
        this.environment = environment;
        this.speed = speed;
        this.replay = replay;
        this.keeper = new Worker("replay-keeper", KEPT_EVERY, this::keepOn);
    }

    void start() {
        replay.start();
        keeper.start();
    }

    Replay replay() {
        return replay;
    }

    /** So that others see how far one has come that does not run. */
    private Duration keepOn() {
        try {
            keep(Optional.empty());
        } catch (LabException e) {
            log.warn("how far the replay is was not written down", e);
        }
        return KEPT_EVERY;
    }

    void keep(ReplayRecord.State state) throws LabException {
        keep(Optional.of(state));
    }

    private synchronized void keep(Optional<ReplayRecord.State> state) throws LabException {
        ReplayStatus status = replay.status();
        Optional<ReplayRecord> kept = ReplayRecord.read(environment);
        if (kept.isPresent()) {
            ReplayRecord come =
                    kept.get()
                            .comeTo(
                                    status.share(),
                                    status.newestEventTime().or(kept.get()::newest));
            (state.isPresent() ? come.in(state.get()) : come).writeTo(environment);
        }
    }

    @Override
    public PipelineStatus.Feed shown() {
        return shown(waitingFor().map("waiting for "::concat));
    }

    @Override
    public PipelineStatus.Feed begun() {
        return shown(Optional.empty());
    }

    private PipelineStatus.Feed shown(Optional<String> wait) {
        ReplayStatus status = replay.status();
        List<String> told = new ArrayList<>();
        if (status.paused()) {
            told.add("held; ./lab replay --resume --name %s".formatted(environment.name()));
        }
        wait.ifPresent(told::add);
        status.gap().ifPresent(told::add);
        status.incomplete().ifPresent(told::add);
        status.trouble().ifPresent(told::add);
        return new PipelineStatus.Feed(
                environment.name(),
                PipelineStatus.FeedKind.REPLAYED,
                told.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", told)),
                Optional.of(
                        new PipelineStatus.Replay(
                                replay.span().first(),
                                replay.span().last(),
                                speed,
                                status.share(),
                                status.messages(),
                                status.messagesPerSecond(),
                                status.left().map(Duration::toSeconds),
                                status.paused(),
                                status.ended())));
    }

    @Override
    public boolean isEnded() {
        return replay.status().ended();
    }

    @Override
    public Optional<String> failure() {
        return replay.status().failure();
    }

    @Override
    public Optional<String> waitingFor() {
        return replay.status().waitingFor();
    }

    @Override
    public Optional<String> incomplete() {
        return replay.status().incomplete();
    }

    /** Those were told of when they were lived. */
    @Override
    public long conflicting() {
        return 0;
    }

    @Override
    public Optional<Instant> newestEventTime() {
        return replay.status().newestEventTime();
    }

    @Override
    public Optional<String> trouble() {
        return replay.status().trouble();
    }

    @Override
    public void close() {
        keeper.closeNow(CLOSES_WITHIN);
        var _ = keepOn();
        replay.close();
    }
}
