package lab.launcher;

import java.util.List;
import java.util.stream.Stream;
import lab.launcher.directory.LabException;
import lab.launcher.market.LabFeed;
import lab.launcher.process.Parts;
import lab.launcher.process.Rank;
import lab.launcher.process.Together;
import lab.launcher.service.LabService;
import lab.launcher.service.ServiceContext;
import lab.launcher.service.ServicePart;
import lab.launcher.status.PipelineWatch;
import lab.servicekit.Health;

/** Starts the services that run within a lab, and shows on its page how they are. */
final class LabServices {
    private final LabPlan plan;
    private final Parts parts;
    private final PipelineWatch.Watched watched;
    private final Health health;

    LabServices(LabPlan plan, Parts parts, PipelineWatch.Watched watched, Health health) {
        this.plan = plan;
        this.parts = parts;
        this.watched = watched;
        this.health = health;
    }

    /** Starts those that read tables alone: they need not know the market. */
    List<Together.Task<LabService>> startReaders(Together together, ServiceContext context) {
        return start(together, context, false);
    }

    /** Starts those that work off the bus, once the market is known. */
    List<Together.Task<LabService>> startFollowers(Together together, ServiceContext context) {
        return start(together, context, true);
    }

    private List<Together.Task<LabService>> start(
            Together together, ServiceContext context, boolean followsBus) {
        return Stream.of(LabService.values())
                .filter(service -> !plan.without().contains(service))
                .filter(service -> service.service().followsBus() == followsBus)
                .map(service ->
                        together.start(service.toString(), () -> startOne(service, context)))
                .toList();
    }

    private LabService startOne(LabService service, ServiceContext context) throws LabException {
        ServicePart part = parts.add(Rank.SERVICE, service.toString(), service.start(context));
        watched.services.add(service, part);
        health.check(
                service.service().title(),
                () -> part.failure().map(reason -> "has failed; " + reason + heldMarket(service)),
                part::note);
        return service;
    }

    /** What a service that has failed for good keeps waiting. */
    private String heldMarket(LabService service) {
        boolean waits =
                watched.feed
                        .flatMap(LabFeed::waitingFor)
                        .flatMap(LabService::ofProgress)
                        .filter(service::equals)
                        .isPresent();
        return waits
                ? "; the market waits for it, ./lab up --without %s goes on without it"
                        .formatted(service)
                : "";
    }
}
