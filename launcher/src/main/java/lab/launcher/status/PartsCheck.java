package lab.launcher.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lab.flink.sql.job.JobReport;
import lab.launcher.directory.LabException;
import lab.launcher.market.LabFeed;
import lab.launcher.service.LabService;
import lab.launcher.service.ServicePart;
import lab.servicekit.LongWait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever watches a lab what status would tell: each part that has failed for good, once; and
 * for what the feed is held back, for as long as it is.
 */
public final class PartsCheck {
    private static final Logger log = LoggerFactory.getLogger(PartsCheck.class);

    private static final Duration TELLS_AFTER = Duration.ofSeconds(30);

    private final List<Part> parts;
    private final Supplier<Optional<Stall>> stall;
    private final LongWait wait;
    private final Consumer<String> say;
    private final Set<String> told = new HashSet<>();

    /**
     * One that runs.
     *
     * @param failure why it will not work again in this run, if so
     */
    public record Part(String name, Supplier<Optional<String>> failure) {
        public String words(String reason) {
            return "%s: it must run, has failed; %s".formatted(name, reason);
        }
    }

    /** What the feed is held back for, and how far that is. */
    record Stall(String part, String standing) {}

    /**
     * Of all that a lab has.
     *
     * @param host the lab whose servers it uses, if they are another one's
     */
    public static PartsCheck of(
            Optional<HostLab> host, PipelineWatch.Watched watched, Consumer<String> say) {
        List<Part> checked = new ArrayList<>();
        host.ifPresent(lab -> checked.add(new Part("lab", lab::failure)));
        checked.add(new Part("feed", () -> watched.feed.flatMap(LabFeed::failure)));
        for (LabService service : LabService.values()) {
            checked.add(
                    new Part(
                            service.service().title(),
                            () -> watched.services.of(service).flatMap(ServicePart::failure)));
        }
        return new PartsCheck(
                checked,
                () ->
                        watched.feed
                                .flatMap(LabFeed::waitingFor)
                                .map(part -> new Stall(part, standing(watched, part))),
                new LongWait(
                        TELLS_AFTER,
                        System::nanoTime,
                        line -> {
                            log.info("feed: {}", line);
                            say.accept(line);
                        }),
                say);
    }

    /**
     * How far it is for what the feed waits.
     *
     * @param part by the name under which it says on the bus how far it has come
     */
    private static String standing(PipelineWatch.Watched watched, String part) {
        return LabService.ofProgress(part)
                .map(service -> watched.services.of(service).map(ServicePart::standing).orElse(""))
                .orElseGet(() ->
                        watched.jobs.stream()
                                .flatMap(jobs -> jobs.reports().stream())
                                .filter(report -> report.job().equals(part))
                                .map(JobReport::state)
                                .findFirst()
                                .orElse(""));
    }

    PartsCheck(
            List<Part> parts,
            Supplier<Optional<Stall>> stall,
            LongWait wait,
            Consumer<String> say) {
        this.parts = List.copyOf(parts);
        this.stall = stall;
        this.wait = wait;
        this.say = say;
    }

    /** For a lab that goes on with the parts that are left. */
    public void tell() {
        for (Part part : parts) {
            Optional<String> failure = part.failure().get();
            if (failure.isPresent() && told.add(part.name())) {
                String line = part.words(failure.get());
                log.error("part failed: {}", line);
                say.accept(line);
            }
        }
        tellStall();
    }

    /** For a lab that needs them all: without one of them what it waits for does not come. */
    public void mustRun() throws LabException {
        for (Part part : parts) {
            Optional<String> failure = part.failure().get();
            if (failure.isPresent()) {
                throw new LabException(part.words(failure.get()));
            }
        }
        tellStall();
    }

    private void tellStall() {
        stall.get()
                .ifPresentOrElse(
                        held ->
                                wait.on(
                                        held.part() + ", which the feed may not outrun",
                                        held.standing()),
                        wait::over);
    }
}
