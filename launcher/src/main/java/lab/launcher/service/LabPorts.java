package lab.launcher.service;

import java.util.List;
import java.util.stream.Stream;
import lab.launcher.directory.Ports;

/** All ports of a lab, by name. */
public final class LabPorts {
    private LabPorts() {}

    /** All that an embedded lab listens on. */
    public static List<Ports.Named> all(Ports ports) {
        return Stream.concat(ports.ofServers().stream(), ofEnvironment(ports).stream()).toList();
    }

    /** Where one looks at an environment. */
    public static List<Ports.Named> ofEnvironment(Ports ports) {
        return Stream.of(
                        Stream.of(new Ports.Named("console", ports.console())),
                        Stream.of(LabService.values()).map(service -> service.port(ports)),
                        Stream.of(new Ports.Named("Flink page", ports.flinkRest())))
                .flatMap(each -> each)
                .toList();
    }
}
