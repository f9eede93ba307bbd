package lab.cli;

import java.util.Optional;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.service.LabService;

/** A lab in another process. */
record RunningLab(DataDir data, ControlFile control, Optional<Integer> portOffset) {

    long pid() {
        return control.pid();
    }

    int consolePort() {
        return portOffset.map(offset -> new Ports(offset).console()).orElse(control.consolePort());
    }

    Ports ports() {
        return new Ports(portOffset.orElse(control.portOffset()));
    }

    int analystPort() {
        return LabService.ANALYST.on(new Ports(portOffset.orElse(control.portOffset())));
    }

    int deskPort() {
        return LabService.CONSENSUS.on(new Ports(portOffset.orElse(control.portOffset())));
    }
}
