package lab.launcher;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabPorts;
import lab.launcher.service.LabService;

/** The ports that a lab is about to listen on. */
final class PlannedPorts {
    private PlannedPorts() {}

    /** Refuses a lab one of whose ports somebody else has. */
    static void checkFree(LabPlan plan) throws LabException {
        Set<Ports.Named> ofOthers =
                plan.without().stream()
                        .map(service -> service.port(plan.ports()))
                        .collect(Collectors.toUnmodifiableSet());
        List<Ports.Named> needed =
                Stream.concat(
                                LabPorts.ofEnvironment(plan.ports()).stream(),
                                plan.isAttached()
                                        ? Stream.empty()
                                        : plan.servers().ofServers().stream())
                        .filter(port -> !ofOthers.contains(port))
                        .filter(port ->
                                plan.broker().isEmpty() || port.number() != plan.servers().iggy())
                        .toList();
        Optional<Ports.Named> busy = Ports.firstBusy(needed);
        if (busy.isPresent()) {
            Optional<String> service =
                    Stream.of(LabService.values())
                            .filter(each -> each.port(plan.ports()).equals(busy.get()))
                            .map(each ->
                                    "; if that is ./lab service %s, --without %s"
                                            .formatted(each, each))
                            .findFirst();
            throw new LabException(
                    "port %d (%s): it must be free, another program listens there; stop that or start with another --port-offset%s"
                            .formatted(busy.get().number(), busy.get().what(), service.orElse("")));
        }
    }
}
