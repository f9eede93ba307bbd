package lab.launcher.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The services that run within a lab, as each has come up. */
public final class RunningServices {
    private final Map<LabService, ServicePart> parts = new ConcurrentHashMap<>();

    public void add(LabService service, ServicePart part) {
        parts.put(service, part);
    }

    public Optional<ServicePart> of(LabService service) {
        return Optional.ofNullable(parts.get(service));
    }

    /** In the order in which they are named. */
    public List<ServicePart> all() {
        return Stream.of(LabService.values()).map(this::of).flatMap(Optional::stream).toList();
    }

    /** Those that work off the bus, or else those that work off tables alone. */
    public List<LabService> that(boolean followsBus) {
        return Stream.of(LabService.values())
                .filter(service -> service.service().followsBus() == followsBus)
                .filter(parts::containsKey)
                .toList();
    }
}
