package lab.cli.client;

import java.util.Optional;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.service.LabService;

/** A lab in another process. */
public record RunningLab(DataDir data, ControlFile control, Optional<Integer> portOffset) {

    public long pid() {
        return control.pid();
    }

    public int consolePort() {
        return portOffset.map(offset -> new Ports(offset).console()).orElse(control.consolePort());
    }

    public Ports ports() {
        return new Ports(portOffset.orElse(control.portOffset()));
    }

    int analystPort() {
        return LabService.ANALYST.on(new Ports(portOffset.orElse(control.portOffset())));
    }

    int deskPort() {
        return LabService.CONSENSUS.on(new Ports(portOffset.orElse(control.portOffset())));
    }
}
