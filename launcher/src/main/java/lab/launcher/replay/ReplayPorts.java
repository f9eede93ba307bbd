package lab.launcher.replay;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.service.LabPorts;

/**
 * Where a replay's page and services listen. Replays that start at once do not take the same ports:
 * each looks for its own and says which they are while it has a lock.
 */
final class ReplayPorts {
    private static final int STEP = 100;
    private static final int STEPS_MAX = 100;
    private static final String LOCK = "ports.lock";

    private ReplayPorts() {}

    /**
     * Finds them, and writes down that this process has them.
     *
     * @param labs those of the lab; a replay beside it looks above them
     * @param isAttached whether a lab has the ports that go with them
     * @param wanted by the user
     */
    static Ports claim(
            Environment environment, Ports labs, boolean isAttached, Optional<Integer> wanted)
            throws LabException {
        Path lock = environment.data().replays().resolve(LOCK);
        try (FileChannel channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Ports ports =
                    wanted.isPresent()
                            ? new Ports(wanted.get())
                            : free(environment, labs, isAttached);
            ControlFile.ofThisProcess(ports).writeTo(environment.own());
            return ports;
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be possible to say where it listens, %s"
                            .formatted(environment, LabException.reason(e)),
                    e);
        }
    }

    private static Ports free(Environment environment, Ports labs, boolean isAttached)
            throws LabException {
        Set<Integer> taken = new HashSet<>();
        for (Replays.Found other : Replays.of(environment.data())) {
            other.running().ifPresent(control -> taken.add(control.portOffset()));
        }
        return IntStream.rangeClosed(isAttached ? 1 : 0, STEPS_MAX)
                .map(step -> labs.offset() + step * STEP)
                .filter(offset -> offset <= Ports.OFFSET_MAX && !taken.contains(offset))
                .mapToObj(Ports::new)
                .filter(ports -> Ports.firstBusy(LabPorts.ofEnvironment(ports)).isEmpty())
                .findFirst()
                .orElseThrow(() ->
                        new LabException(
                                "ports: five for the page and the services of %s must be free, none of %d places is; say which by --own-port-offset"
                                        .formatted(environment, STEPS_MAX)));
    }
}
