package lab.cli.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.market.Venues;
import lab.launcher.process.ControlFile;
import lab.launcher.replay.Replays;
import picocli.CommandLine.Option;

/** Which lab is meant: options that the commands share. */
public final class Where {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "the lab's data directory (default: ./data)")
    private Path data = Path.of("data");

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description =
                    "added to every port (default: 0; of a running lab: what it was started with)")
    private Optional<Integer> portOffset = Optional.empty();

    public DataDir data() {
        return new DataDir(data);
    }

    public Optional<Integer> portOffset() {
        return portOffset;
    }

    public Ports ports() {
        return new Ports(portOffset.orElse(0));
    }

    /** Pairs as the lab calls them: those of its own exchange have no venue in their names. */
    public List<Pair> named(List<Pair> pairs) throws LabException {
        return Venues.of(data()).named(pairs);
    }

    public Pair named(Pair pair) throws LabException {
        return Venues.of(data()).named(pair);
    }

    /** A replay that runs there, if it does. */
    public Optional<RunningLab> running(Environment replay) throws LabException {
        return Replays.running(replay)
                .map(control -> new RunningLab(replay.data(), control, Optional.empty()));
    }

    /** The lab that runs there; without one, a replay that runs the servers itself. */
    public Optional<RunningLab> runningOrReplay() throws LabException {
        Optional<RunningLab> lab = running();
        if (lab.isPresent()) {
            return lab;
        }
        for (Replays.Found replay : Replays.of(data())) {
            if (replay.running().isPresent()) {
                return running(replay.environment());
            }
        }
        return Optional.empty();
    }

    /** The lab that runs there, if one does. */
    public Optional<RunningLab> running() throws LabException {
        DataDir dir = data();
        return ControlFile.running(dir).map(control -> new RunningLab(dir, control, portOffset));
    }
}
